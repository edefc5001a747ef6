import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll } from 'vitest'
import { askForHost } from '../../../collector/host.ts'
import { receiveRoutes } from '../../../collector/receive/receive.ts'
import { ReceiveSettings } from '../../../collector/receive/settings.ts'
import { buildServer } from '../../../collector/server.ts'
import { type Engine, openStore, StoreSettings } from '../../../collector/store/store.ts'
import { type Clock, defaults } from '../../../contract/index.ts'
import { postLogs, rowsOf } from './sender.ts'

export interface Receiver {
  readonly url: string
  readonly registry: Registry
  close(): Promise<void>
}

const openedMs = Date.now()
/** Runs as the clock does, but always in November 2026, to which the event times of the tests belong. */
export const clock: Clock = () => Date.parse('2026-11-24T12:00:00Z') + Date.now() - openedMs

/** The routes on a port of loopback, over any engine. */
export async function listen(engine: Engine, changes: Partial<ReceiveSettings> = {}, requestMsMax = 60_000): Promise<Receiver> {
  const registry = new Registry()
  const settings = { ...defaults(ReceiveSettings), ...changes }
  const app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: settings.bodyBytesMax, token: settings.token, requestMsMax })
  askForHost(app, 'receive', settings)
  await app.register(receiveRoutes({ engine, settings, schemaSettings: defaults(StoreSettings), registry, clock }))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, registry, close: () => app.close() }
}

interface TestStore {
  readonly engine: Engine
  /** Closes the engine and opens another on the same folder, as a new process would. */
  reopen(): Promise<Engine>
  close(): Promise<void>
}

/** An embedded store in a folder of its own; one a test file. */
async function openTestStore(): Promise<TestStore> {
  const data = await mkdtemp(join(tmpdir(), 'plimsoll-receive-'))
  const open = () => openStore({ ...defaults(StoreSettings), data }, Date.now)
  let engine = await open()
  return {
    get engine() {
      return engine
    },
    async reopen() {
      await engine.close()
      engine = await open()
      return engine
    },
    async close() {
      await engine.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** A store and the routes over it, for all tests of a file. */
export function openForFile(requestMsMax?: number) {
  let store: TestStore
  let receiver: Receiver
  beforeAll(async () => {
    store = await openTestStore()
    receiver = await listen(store.engine, {}, requestMsMax)
  })
  afterAll(async () => {
    await receiver.close()
    await store.close()
  })
  return {
    get engine() {
      return store.engine
    },
    get url() {
      return receiver.url
    },
    get registry() {
      return receiver.registry
    },
    post: (body: Buffer, headers: Readonly<Record<string, string>> = {}, url = receiver.url) => postLogs(url, body, headers),
    rowsOf: (id: string, model?: string) => rowsOf(store.engine, id, model),
    /** On the same folder. */
    async restart(): Promise<void> {
      await receiver.close()
      await store.reopen()
      receiver = await listen(store.engine, {}, requestMsMax)
    },
  }
}

/** Value of one sample of a metric; 0 when there is none. */
export async function metricOf(registry: Registry, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const metric = await registry.getSingleMetric(name)?.get()
  const sample = metric?.values.find(value => Object.entries(labels).every(([label, text]) => value.labels[label] === text))
  return sample?.value ?? 0
}
