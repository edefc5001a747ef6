import type { FastifyInstance } from 'fastify'
import { Failure } from '../contract/index.ts'

export interface HostSettings {
  readonly token: string
  readonly host: string
  readonly hosts: readonly string[]
  readonly publicUrl?: string
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses foreign Host fields: a page in a browser may make its own name point here (DNS rebinding). With a token and no list of hosts
 * any Host will do, because such a page has no token.
 *
 * @param section  of the configuration, for the message
 * @throws Failure MISDIRECTED at a request
 */
export function askForHost(app: FastifyInstance, section: string, { token, host, hosts, publicUrl = '' }: HostSettings): void {
  if (token !== '' && hosts.length === 0) return
  const own = publicUrl === '' ? [] : [new URL(publicUrl).hostname]
  const names = new Set([...loopback, ...[host, ...hosts, ...own].map(name => name.toLowerCase())])
  app.addHook('onRequest', async request => {
    if (!names.has(nameOf(request.headers.host))) throw new Failure('MISDIRECTED', `This API is not served under that host name; ${section}.hosts lists others`)
  })
}

const nameOf = (host: string | undefined): string => (host ?? '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
