import http, { type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { Failure, isLoopback, paths } from '../contract/index.ts'
import { addressOf, type Listening, listenOn } from './listen.ts'
import { answerFailure } from './proxy-refuse.ts'
import type { AgentSettings } from './settings.ts'

export interface AdminParts {
  readonly settings: Pick<AgentSettings, 'adminListen' | 'insecure'>
  readonly registry: Registry
  readonly isReady: () => boolean
}

/**
 * Serves health and metrics.
 *
 * @throws Failure CONFIG for an address that others can reach, unless `insecure` says so; IN_USE when the port is taken
 */
export async function openAdmin({ settings, registry, isReady }: AdminParts): Promise<Listening> {
  const { host } = addressOf(settings.adminListen)
  if (!isLoopback(host) && !settings.insecure) {
    throw new Failure('CONFIG', `Health and metrics would be open to others on ${settings.adminListen}; choose a loopback address, or say --insecure.`)
  }
  const routes = new Map<string, (response: ServerResponse) => Promise<void> | void>([
    [paths.live, response => text(response, 200, 'live\n')],
    [paths.ready, response => text(response, isReady() ? 200 : 503, isReady() ? 'ready\n' : 'stopping\n')],
    [paths.metrics, async response => text(response, 200, await registry.metrics(), registry.contentType)],
  ])
  const server = http.createServer((request, response) => {
    const route = routes.get((request.url ?? '').split('?', 1)[0] ?? '')
    if (request.method !== 'GET' && request.method !== 'HEAD') answerFailure(response, new Failure('METHOD_NOT_ALLOWED', 'Only GET is served here.'))
    else if (!route) answerFailure(response, new Failure('NOT_FOUND', `There are ${[...routes.keys()].join(', ')}.`))
    else void Promise.resolve(route(response)).catch(() => response.destroy())
  })
  return listenOn(server, settings.adminListen, '--admin-listen')
}

function text(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}
