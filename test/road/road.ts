import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { stringify } from 'yaml'
import { type Served, serve } from './processes.ts'

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`

/** Where the parts come from: the checkout, or what is published. */
export type Origin = 'sources' | 'dist'

export interface Page {
  readonly type: string
  readonly data: Record<string, unknown>
}

/** The whole road as real processes on loopback: model server, collector, agent, and a receiver that verifies every webhook by the library. */
export async function openRoad(origin: Origin, startMs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-road-'))
  const receiver = await openReceiver()
  const config = join(folder, 'plimsoll.yaml')
  writeFileSync(config, stringify(configOf(folder, receiver.port)))
  const env = { PLIMSOLL_FROM: origin }
  const started: Served[] = []
  const start = async (...given: Parameters<typeof serve>): Promise<Served> => {
    const served = await serve(...given)
    started.unshift(served)
    return served
  }
  /** Stops everything, the last started first. @returns exit codes */
  async function close(): Promise<(number | null)[]> {
    const codes: (number | null)[] = []
    for (const served of started) codes.push(await served.stop())
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
    return codes
  }
  try {
    const model = await start([origin === 'dist' ? 'dist/examples/model-server/main.js' : 'examples/model-server/main.ts', '--port', '0'], env, 'port')
    const collector = await start(['bin/plimsoll.cjs', 'collector', '--config', config], env, 'inward')
    const agent = await start(agentArguments(config, model, collector), env, 'adminPort')
    return {
      ...addresses(model, collector, agent),
      pages: receiver.pages,
      refused: receiver.refused,
      startMs,
      close,
      log: () => `agent:\n${agent.log()}\ncollector:\n${collector.log()}`,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const at = (port: number | undefined): string => `http://127.0.0.1:${port}`

const agentArguments = (config: string, model: Served, collector: Served): string[] => [
  'bin/plimsoll.cjs',
  'agent',
  `--config=${config}`,
  '--listen=127.0.0.1:0',
  '--admin-listen=127.0.0.1:0',
  `--upstream=${at(model.ports['port'])}`,
  `--collector=${at(collector.ports['inward'])}`,
]

const addresses = (model: Served, collector: Served, agent: Served) => ({
  direct: at(model.ports['port']),
  proxied: at(agent.ports['port']),
  admin: at(agent.ports['adminPort']),
  inward: at(collector.ports['inward']),
  outward: at(collector.ports['outward']),
})

const configOf = (folder: string, port: number) => ({
  agent: { eventTimeHeader: true, ship: { flushEveryMs: 50 } },
  store: { data: join(folder, 'data') },
  receive: { port: 0 },
  read: { port: 0, metricsEveryMs: 0 },
  watch: { tickEveryMs: 200, baselineAfterMs: 86_400_000, baselineRowsMin: 1000 },
  models: { 'flight-delay': { score: 'late_probability', class: 'late', positive: 'late', context: ['scheduled_hour', 'weekday', 'destination_delays'] } },
  alert: { rules: [{ name: 'page', with: { url: `http://127.0.0.1:${port}/`, secret, allowPrivate: true } }] },
})

async function openReceiver() {
  const webhook = new Webhook(secret)
  const pages: Page[] = []
  const refused: unknown[] = []
  const server = createServer((request, response) => {
    text(request)
      .then(body => pages.push(webhook.verify(body, request.headers as Record<string, string>) as Page))
      .catch((error: unknown) => refused.push(error))
      .finally(() => response.writeHead(204).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, pages, refused, close }
}
