import type { FastifyInstance, InjectOptions } from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll } from 'vitest'
import { askForHost } from '../../../collector/host.ts'
import { readRoutes } from '../../../collector/read/read.ts'
import { ReadSettings } from '../../../collector/read/settings.ts'
import { buildServer } from '../../../collector/server.ts'
import type { Engine } from '../../../collector/store/store.ts'
import { type Clock, type Detector, defaults } from '../../../contract/index.ts'
import gtest from '../../../detectors/drift/gtest.ts'
import psi from '../../../detectors/drift/psi.ts'
import { openTestStore } from '../../setup/store.ts'
import { hourMs, noonMs } from '../alert/signals.ts'
import { seed } from './seed.ts'

const clock: Clock = () => noonMs + 3 * hourMs
const detectors = new Map([gtest, psi].map(detector => [detector.name, detector as unknown as Detector]))

const elsewhere = () => Promise.reject(new Error('not asked here'))

/** A seeded store for the tests of one file, and servers over it. */
export function serveSeeded() {
  let store: Awaited<ReturnType<typeof openTestStore>>
  let app: FastifyInstance
  const servers: FastifyInstance[] = []
  async function serve(change: Partial<ReadSettings> = {}, engine?: Engine): Promise<FastifyInstance> {
    const server = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 1024, token: change.token ?? '' })
    askForHost(server, 'read', { ...defaults(ReadSettings), ...change })
    await server.register(
      readRoutes({
        engine: engine ?? store.engine,
        settings: { ...defaults(ReadSettings), ...change },
        clock,
        registry: new Registry(),
        detectors,
        metrics: [{ name: 'far', model: 'delays', description: '', unit: 'share' }],
        compare: elsewhere,
        reproduce: elsewhere,
      }),
    )
    servers.push(server)
    return server
  }
  beforeAll(async () => {
    store = await openTestStore()
    await seed(store.engine)
    app = await serve()
  })
  afterAll(async () => {
    for (const server of servers) await server.close()
    await store.engine.close()
    await store.remove()
  })
  const get = (url: string, options: InjectOptions = {}) => app.inject({ url, headers: { host: 'localhost:9464' }, ...options })
  return { serve, get, json: async (url: string) => (await get(url)).json(), engine: () => store.engine }
}
