import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, type Receiver, startReceiver } from '../../examples/receiver/receiver.ts'
import type { Calendar } from './calendar.ts'
import { declaration, modelName } from './declaration.ts'
import { type Part, startPart } from './part.ts'
import type { Preparation, Prepared } from './part-flights.ts'
import { freePort } from './port.ts'

/** Everything that the story needs, running: each a process of its own on loopback, the receiver of webhooks in this one. */
export interface Stage {
  readonly prepared: Prepared
  readonly januaryFile: string
  readonly agentUrl: string
  readonly modelUrl: string
  readonly inwardUrl: string
  readonly outwardUrl: string
  readonly flights: Part
  readonly collector: Part
  close(): Promise<void>
}

interface StageOptions {
  readonly folder: string
  readonly calendar: Calendar
  readonly airports: readonly string[]
  readonly stop: AbortSignal
  paged(message: Message): void
}

const url = (port: number): string => `http://127.0.0.1:${port}`

/** Compressed time: two weeks pass in minutes, so what waits by the wall clock waits less. Nothing that decides is changed. */
const hurried = { tickEveryMs: 250, baselineAfterMs: 0, labelAgeMs: 1_000 }

const collectorSettings = (folder: string, ports: { inward: number; outward: number; receiver: number }, secret: string) => ({
  store: { data: join(folder, 'store') },
  receive: { port: ports.inward },
  read: { port: ports.outward },
  watch: hurried,
  alert: { rules: [{ name: 'demo', action: 'webhook', with: { url: url(ports.receiver), secret, allowPrivate: true } }] },
  models: { [modelName]: declaration },
})

/** @throws Failure when a part cannot start; then all of them have ended */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { folder } = options
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const parts = ['flights', 'model', 'agent', 'collector'].map(name => startPart(name, join(folder, `${name}.log`))) as unknown as Parts
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const receiver = await startReceiver({ host: '127.0.0.1', port: 0, secret }, message => options.paged(message))
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= closeAll(parts, receiver))
  options.stop.addEventListener('abort', () => void close(), { once: true })
  try {
    return { ...(await startParts(parts, { ...options, secret, receiver: receiver.port })), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Parts = readonly [flights: Part, model: Part, agent: Part, collector: Part]

/** The agent first: what it holds still reaches the collector. */
async function closeAll([flights, model, agent, collector]: Parts, receiver: Receiver): Promise<void> {
  await agent.close()
  await Promise.all([flights.close(), model.close(), collector.close()])
  await receiver.close()
}

async function startParts([flights, model, agent, collector]: Parts, options: StageOptions & { secret: string; receiver: number }) {
  const { folder, calendar, airports } = options
  const januaryFile = join(folder, 'january.parquet')
  const preparation: Preparation = { data: join(folder, 'flights'), januaryFile, calendar, airports }
  const preparing = flights.call<Prepared>('prepare', preparation)
  preparing.catch(() => undefined) // thrown where it is awaited, below
  const [wanted, inwardPort, outwardPort, agentPort, adminPort] = await Promise.all([8080, 4318, 9464, 9000, 9465].map(freePort))
  const [{ port: modelPort }, ports] = await Promise.all([
    model.call<{ port: number }>('start', { port: wanted }),
    collector.call<{ inward: number; outward: number }>(
      'start',
      collectorSettings(folder, { inward: inwardPort ?? 0, outward: outwardPort ?? 0, receiver: options.receiver }, options.secret),
    ),
  ])
  const listening = await agent.call<{ port: number }>('start', {
    listen: `127.0.0.1:${agentPort}`,
    adminListen: `127.0.0.1:${adminPort}`,
    upstream: url(modelPort),
    collector: url(ports.inward),
    eventTimeHeader: true,
    ship: { flushEveryMs: 100 },
  })
  const prepared = await preparing
  return {
    prepared,
    januaryFile,
    agentUrl: url(listening.port),
    modelUrl: url(modelPort),
    inwardUrl: url(ports.inward),
    outwardUrl: url(ports.outward),
    flights,
    collector,
  }
}
