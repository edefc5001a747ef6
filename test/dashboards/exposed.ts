import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { buildTelemetry } from '../../agent/telemetry.ts'
import { startAlerting } from '../../collector/alert/alerting.ts'
import { AlertSettings } from '../../collector/alert/settings.ts'
import { readRoutes } from '../../collector/read/read.ts'
import { ReadSettings } from '../../collector/read/settings.ts'
import { newReceiveMetrics } from '../../collector/receive/receive-metrics.ts'
import { buildServer } from '../../collector/server.ts'
import { insertSignals } from '../../collector/store/store.ts'
import { watchMetrics } from '../../collector/watch/metrics.ts'
import { defaults } from '../../contract/index.ts'
import { hourMs, noonMs } from '../collector/alert/signals.ts'
import { judged, seed } from '../collector/read/seed.ts'
import { openTestStore } from '../setup/store.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/**
 * The real /metrics of read over a seeded store, on one registry with the real metrics of the other rooms. `busy` counts a little of everything,
 * as traffic would.
 */
export async function exposeEverything() {
  const registry = new Registry()
  const clock = (): number => noonMs + 6 * hourMs
  const store = await openTestStore()
  await seed(store.engine)
  const hour = { toMs: noonMs + 2 * hourMs, lengthMs: hourMs, subject: 'carrier' }
  const families = ['quality/missing', 'bias/dppl', 'drift/spread', 'drift/mean-score']
  // AUCs, which alarm below their threshold: one has fallen, one is well, one has too little data.
  const auc = { ...hour, subject: '*', detector: 'performance/auc', threshold: 0.58 }
  const beside = { deciding: false }
  const aucs = [
    judged(700, { ...auc, verdict: 'alarm', value: 0.41, smallest: 0.1, segment: 'origin=SEA' }, beside),
    judged(701, { ...auc, value: 0.75, smallest: 0.2 }, beside),
    judged(702, { ...auc, verdict: 'unsure', value: 0.3, smallest: 0.1, segment: 'origin=LAX' }, beside),
  ]
  await insertSignals(
    store.engine,
    [
      ...aucs,
      ...families.map((detector, index) => judged(500 + index, { ...hour, detector })),
      judged(600, { ...hour, verdict: 'alarm', segment: 'origin=ORD' }),
    ],
    100n,
  )

  const agent = buildTelemetry(registry, { queueBytes: () => 1_000, copyBytes: () => 0 })
  const receive = newReceiveMetrics(registry, { usedBytes: 2_000 } as never)
  const watch = watchMetrics(registry)
  // Port 9 of this machine discards or refuses: deliveries fail, which is a count too.
  const rule = {
    name: 'page',
    kind: 'alert' as const,
    action: 'webhook',
    with: { url: 'http://127.0.0.1:9/', secret, allowPrivate: true },
    idempotent: false,
    coolDownHours: 1,
    dataHours: 1,
  }
  const alerting = await startAlerting({
    engine: store.engine,
    settings: { ...defaults(AlertSettings), rules: [rule] },
    clock,
    registry,
    log: pino({ level: 'silent' }),
    links: {},
    wordings: new Map(),
  })
  await alerting.tick()
  const app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 1024 })
  await app.register(
    readRoutes({
      engine: store.engine,
      settings: { ...defaults(ReadSettings), metricsEveryMs: 0 },
      clock,
      registry,
      detectors: new Map(),
      compare: () => Promise.reject(new Error('not asked here')),
      reproduce: () => Promise.reject(new Error('not asked here')),
    }),
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    busy: () => {
      agent.passed(200, 0.01)
      agent.captured(10)
      agent.shipped(10)
      agent.lost('queue_full')
      agent.dropped(1, 'refused')
      agent.shipFailed('503')
      watch.time()()
      watch.ticked(
        { model: 'delays', version: '3', watermarkMs: noonMs } as never,
        { panes: 1, lateRows: 1, signals: [{ detector: 'drift/gtest', verdict: 'calm' }] } as never,
      )
      receive.rows.inc(10)
      receive.labels.inc({ outcome: 'stored' })
      receive.refused.inc({ reason: 'no_model' })
      receive.failures.inc({ code: 'STORE_FULL' })
      receive.requestSeconds.observe({ route: '/v1/logs', status: '200' }, 0.01)
      receive.insertSeconds.observe({ table: 'rows' }, 0.005)
    },
    close: async () => {
      await alerting.close()
      await app.close()
      await store.engine.close()
      await store.remove()
    },
  }
}
