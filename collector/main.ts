import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { Counter, type Registry } from 'prom-client'
import { type Clock, type CompareRequest, type Detector, Failure, isLoopback, metrics, type Wording } from '../contract/index.ts'
import { type Alerting, startAlerting } from './alert/alerting.ts'
import type { CollectorConfig } from './config.ts'
import { askForHost } from './host.ts'
import { linksOf } from './links.ts'
import { loadDetectors } from './own/load-detectors.ts'
import { readRoutes } from './read/read.ts'
import { declare } from './receive/declare.ts'
import { receiveRoutes } from './receive/receive.ts'
import { buildServer } from './server.ts'
import { openStore } from './store/store.ts'
import { watchRoutes } from './watch/routes.ts'
import { listedSequential, sequentialWordings } from './watch/sequential/listed.ts'
import { startWatch, type Watch } from './watch/watch.ts'

export interface CollectorParts {
  readonly log: Logger
  readonly registry: Registry
  readonly clock: Clock
  /** Version of this code, for signals to keep. */
  readonly code?: string
}

export interface Collector {
  /** Ports that are listened on: inward for what comes in, outward for the API and metrics. */
  readonly inward: number
  readonly outward: number
  /** One round of watching and alerting, now; rounds do not overlap. */
  tick(): Promise<void>
  /** Takes nothing more in, stores what waits, ends rounds and deliveries, closes the store. */
  close(): Promise<void>
}

const refusedConnections = (registry: Registry): Counter<'door'> =>
  new Counter({
    name: metrics.connectionsRefused,
    help: 'Connections that were closed at once because too many were open, by port',
    labelNames: ['door'],
    registers: [registry],
  })

/**
 * Wires the rooms in road order. The only file that knows all of them.
 *
 * @throws Failure CONFIG, IN_USE for a port or a data folder, STORE_UNAVAILABLE
 */
export async function startCollector(config: CollectorConfig, parts: CollectorParts): Promise<Collector> {
  refuseOpenDoors(config)
  const { log, registry, clock } = parts
  const detectors = await loadDetectors(config.watch.detectorFolder)
  // Closes in reverse order, also what was opened before something failed: what comes in ends first, the store last.
  await using opening = new AsyncDisposableStack()
  const engine = opening.adopt(await openStore(config.store, clock), part => part.close())
  for (const [model, said] of Object.entries(config.models)) await declare({ engine, schemaSettings: config.store, clock }, model, said)
  const refused = refusedConnections(registry)
  const outward = opening.adopt(
    buildServer({ log, door: 'outward', bodyBytesMax: 2 ** 20, token: config.read.token, refused: () => refused.inc({ door: 'outward' }) }),
    app => app.close(),
  )
  askForHost(outward, 'read', config.read)
  // The port is listened on before the watch has read what it needs.
  const watching = Promise.withResolvers<Watch>()
  const listed = { metrics: config.watch.metrics, sequential: listedSequential(config.watch.sequential) }
  outward.register(readRoutes({ engine, settings: config.read, clock, registry, detectors, ...listed, ...askedOf(watching.promise) }))
  const outwardPort = await listen(outward, 'read', config.read)
  const links = linksOf(config.read, outwardPort)
  const alerting = opening.adopt(await startAlerting({ engine, settings: config.alert, clock, registry, log, links, wordings: wordingsOf(detectors) }), part =>
    part.close(),
  )
  const watch = opening.adopt(
    await startWatch({ engine, settings: config.watch, keep: config.store, clock, registry, log, detectors, code: parts.code ?? '' }),
    part => part.close(),
  )
  watching.resolve(watch)
  const rounds = opening.adopt(startRounds({ watch, alerting, log, everyMs: config.watch.tickEveryMs }), part => part.close())
  const inward = opening.adopt(
    buildServer({
      log,
      door: 'inward',
      bodyBytesMax: config.receive.bodyBytesMax,
      token: config.receive.token,
      refused: () => refused.inc({ door: 'inward' }),
    }),
    app => app.close(),
  )
  askForHost(inward, 'receive', config.receive)
  inward.register(receiveRoutes({ engine, settings: config.receive, schemaSettings: config.store, registry, clock }))
  inward.register(watchRoutes({ engine, settings: config.watch, watch }))
  const ports = { outward: outwardPort, inward: await listen(inward, 'receive', config.receive) }
  const opened = opening.move()
  log.info(ports, 'the collector serves')
  return { ...ports, tick: () => rounds.tick(), close: () => opened.disposeAsync() }
}

/** What people ask of the watch; whoever asks before it stands waits for it. */
const askedOf = (watching: Promise<Watch>) => ({
  compare: async (request: CompareRequest) => (await watching).compare(request),
  reproduce: async (id: string) => (await watching).reproduce(id),
})

const wordingsOf = (all: ReadonlyMap<string, Detector>): ReadonlyMap<string, Wording> =>
  new Map([...sequentialWordings, ...[...all].flatMap(([name, { wording }]) => (wording ? [[name, wording] as const] : []))])

interface RoundParts {
  readonly watch: Watch
  readonly alerting: Alerting
  readonly log: Logger
  readonly everyMs: number
}

/** Watches and alerts for ever, one round after the other; a round that fails is logged and tried again, because what was made and not judged is found again by its version. */
function startRounds({ watch, alerting, log, everyMs }: RoundParts): { tick(): Promise<void>; close(): Promise<void> } {
  let last: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  // Deliveries that are due do not wait for a watch that fails.
  async function round(): Promise<void> {
    try {
      await watch.tick()
    } finally {
      await alerting.tick()
    }
  }
  const tick = (): Promise<void> => (last = last.then(round, round))
  function schedule(): void {
    if (closed) return
    timer = setTimeout(() => {
      tick()
        .catch((error: unknown) => log.error({ err: error }, 'a round of watching failed; it will be tried again'))
        .finally(schedule)
    }, everyMs)
  }
  schedule()
  return {
    tick,
    async close() {
      closed = true
      clearTimeout(timer)
      await last.catch(() => undefined) // logged where it was started
    },
  }
}

/** @throws Failure IN_USE when the port is taken, CONFIG when the address cannot be listened on */
async function listen(app: FastifyInstance, section: string, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw listenFailure(cause, section, { host, port })
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function listenFailure(cause: unknown, section: string, { host, port }: { readonly host: string; readonly port: number }): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'EADDRINUSE')
    return new Failure('IN_USE', `port ${port} of ${host} is in use; stop what uses it, or choose another by ${section}.port`, { cause })
  if (code === '' || code.startsWith('FST_')) return cause
  return new Failure('CONFIG', `${section}.host ${host} and ${section}.port ${port} cannot be listened on (${code})`, { cause })
}

/** @throws Failure CONFIG when a port would be open to the network without a token */
function refuseOpenDoors({ receive, read }: CollectorConfig): void {
  const open = Object.entries({ receive, read }).find(([, { host, token }]) => !isLoopback(host) && token === '')
  if (open)
    throw new Failure('CONFIG', `${open[0]}.host ${open[1].host} is open to the network and ${open[0]}.token is empty; set a token, or listen on 127.0.0.1`)
}
