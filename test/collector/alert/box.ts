import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { type Outbox, openOutbox } from '../../../collector/alert/outbox.ts'
import type { Route } from '../../../collector/alert/route.ts'
import { type AlertRecord, appendAlerts, type Engine, type OutboxEntry } from '../../../collector/store/store.ts'
import type { Alert, Delivery, DeliveryResult } from '../../../contract/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { alarmAt, noonMs } from './signals.ts'

export const dayMs = 24 * 3_600_000
export const result = (change: Partial<DeliveryResult> = {}): DeliveryResult => ({
  outcome: 'delivered',
  status: 200,
  detail: '',
  retryAfterMs: null,
  ambiguous: false,
  ...change,
})
export const refused = result({ outcome: 'retry', status: 503 })
type Answer = (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryResult>
/** Never answers until the collector gives up. */
export const hang: Answer = (_delivery, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

/** The record of a new alert, or of a later revision of it. */
export const record = (id: string, revision: number, change: Partial<Alert> = {}): AlertRecord => ({
  kind: change.state === 'resolved' ? 'resolved' : revision === 1 ? 'opened' : 'updated',
  alert: {
    id,
    state: 'open',
    severity: 'warning',
    title: 't',
    model: 'delays',
    version: '3',
    openedAt: new Date(noonMs).toISOString(),
    onsetAt: new Date(noonMs).toISOString(),
    resolvedAt: null,
    revision,
    signals: [alarmAt(noonMs)],
    links: {},
    ...change,
  },
})

/** An outbox over a store of its own for the tests of one file, with a clock that stands still and a target that answers as told. */
export function outboxInStore() {
  const noted: OutboxEntry[] = []
  const sent: Delivery[] = []
  const state = {
    answer: (async () => result()) as Answer,
    engine: null as Engine | null,
    box: undefined as Outbox | undefined,
    alerts: 0,
    sequence: 0n,
    tolerated: 'stopping',
  }
  let store: Awaited<ReturnType<typeof openTestStore>>
  const engine = (): Engine => state.engine as Engine

  const routeOf = (change: Partial<Route> = {}): Route => ({
    name: 'page',
    kind: 'alert',
    target: 'first',
    onceOnly: false,
    coolDownMs: dayMs,
    dataMs: 7 * dayMs,
    wants: () => true,
    deliver: (delivery, signal) => {
      sent.push(delivery)
      return state.answer(delivery, signal)
    },
    ...change,
  })

  async function start(routes: readonly Route[] = [routeOf()]): Promise<Outbox> {
    state.box = await openOutbox({
      engine: engine(),
      routes,
      clock: Date.now,
      pendingMax: 1_000,
      inFlightMax: 4,
      note: entry => noted.push(entry),
      fail: error => {
        if (!String(error).includes(state.tolerated)) throw error
      },
      countRows: async ({ fromMs, toMs }) => (toMs - fromMs) / 1_000,
    })
    return state.box
  }
  async function happen(...records: AlertRecord[]): Promise<void> {
    state.sequence += 1n
    await appendAlerts(engine(), { sequence: state.sequence, cursor: '0', folds: [], records })
  }
  async function begin(): Promise<void> {
    await state.box?.derive()
    state.box?.pump()
  }
  async function tick(): Promise<void> {
    await begin()
    await state.box?.idle()
  }
  async function after(ms: number): Promise<void> {
    vi.setSystemTime(Date.now() + ms)
    await tick()
  }
  async function restart(routes?: readonly Route[]): Promise<void> {
    await state.box?.close(0)
    await engine().close()
    state.engine = await store.reopen()
    await start(routes)
  }

  beforeAll(async () => {
    store = await openTestStore()
    state.engine = store.engine
  })
  afterAll(async () => {
    await engine().close()
    await store.remove()
  })
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noonMs })
    state.answer = async () => result()
    state.alerts += 1
    state.tolerated = 'stopping'
    await start()
    await tick() // What earlier tests left is old news.
    noted.length = 0
    sent.length = 0
  })
  afterEach(async () => {
    await state.box?.close(0)
    vi.useRealTimers()
  })
  return { noted, sent, state, engine, routeOf, start, happen, begin, tick, after, restart, id: (): string => `alert-${state.alerts}` }
}
