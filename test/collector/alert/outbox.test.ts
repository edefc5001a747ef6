import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Outbox, openOutbox } from '../../../collector/alert/outbox.ts'
import type { Route } from '../../../collector/alert/route.ts'
import { attemptsMax, pauseMs } from '../../../collector/alert/schedule.ts'
import { type AlertRecord, appendAlerts, type Engine, type OutboxEntry } from '../../../collector/store/store.ts'
import type { Alert, Delivery, DeliveryResult } from '../../../contract/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { alarmAt, noonMs } from './signals.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let sequence = 0n
let alerts = 0
let box: Outbox | undefined
const noted: OutboxEntry[] = []
const sent: Delivery[] = []
let answer: (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryResult>

const result = (change: Partial<DeliveryResult> = {}): DeliveryResult => ({
  outcome: 'delivered',
  status: 200,
  detail: '',
  retryAfterMs: null,
  ambiguous: false,
  ...change,
})
const refused = result({ outcome: 'retry', status: 503 })
const dayMs = 24 * 3_600_000

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
    return answer(delivery, signal)
  },
  ...change,
})

const alertOf = (id: string, revision: number, change: Partial<Alert> = {}): Alert => ({
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
})

async function happen(...records: AlertRecord[]): Promise<void> {
  sequence += 1n
  await appendAlerts(engine, { sequence, cursor: '0', folds: [], records })
}

async function start(routes: readonly Route[] = [routeOf()]): Promise<Outbox> {
  box = await openOutbox({
    engine,
    routes,
    clock: Date.now,
    pendingMax: 1_000,
    inFlightMax: 4,
    note: entry => noted.push(entry),
    fail: error => {
      throw error
    },
    countRows: async ({ fromMs, toMs }) => (toMs - fromMs) / 1_000,
  })
  return box
}

async function tick(): Promise<void> {
  await box?.derive()
  box?.pump()
  await box?.idle()
}

async function after(ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  await tick()
}

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
})
afterAll(async () => {
  await engine.close()
  await store.remove()
})
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: noonMs })
  answer = async () => result()
  alerts += 1
  await (await start()).derive() // What earlier tests left is old news.
  await tick()
  noted.length = 0
  sent.length = 0
})
afterEach(async () => {
  await box?.close(0)
  vi.useRealTimers()
})
const id = (): string => `alert-${alerts}`

describe('delivering', () => {
  it('tells each event of an alert in order, once, and knows so after a restart', async () => {
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await happen({ kind: 'resolved', alert: alertOf(id(), 2, { state: 'resolved' }) })
    await tick()
    expect(sent.map(delivery => [delivery.event, delivery.alert.revision])).toEqual([
      ['opened', 1],
      ['resolved', 2],
    ])
    await box?.close(0)
    await engine.close()
    engine = await store.reopen()
    await start()
    await after(2 * dayMs)
    expect(sent).toHaveLength(2)
  })

  it('never tells the end before the beginning, and folds updates that nobody was told', async () => {
    answer = async () => refused
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await happen({ kind: 'updated', alert: alertOf(id(), 2) })
    await happen({ kind: 'updated', alert: alertOf(id(), 3) })
    await tick()
    await happen({ kind: 'resolved', alert: alertOf(id(), 4, { state: 'resolved' }) })
    answer = async () => result()
    sent.length = 0
    await after(6_001)
    expect(sent.map(delivery => [delivery.event, delivery.alert.revision])).toEqual([
      ['opened', 1],
      ['resolved', 4],
    ])
    expect(noted.filter(entry => entry.state === 'folded').map(entry => entry.revision)).toEqual([2, 3])
  })

  it('has at most four in flight, and one of each alert', async () => {
    let flying = 0
    let most = 0
    const four = Promise.withResolvers<void>()
    answer = async () => {
      flying += 1
      most = Math.max(most, flying)
      if (flying === 4) four.resolve()
      await four.promise
      await engine.read('SELECT 1') // As long as a fifth would need to take off.
      flying -= 1
      return result()
    }
    await happen(...Array.from({ length: 12 }, (_, index): AlertRecord => ({ kind: 'opened', alert: alertOf(`${id()}-${index}`, 1) })))
    await tick()
    expect([sent.length, most]).toEqual([12, 4])
  })
})

describe('trying again', () => {
  it('keeps one key, waits as scheduled, obeys Retry-After', async () => {
    answer = async () => refused
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await after(3_999) // Second attempt after 5 s less 20 % at the earliest,
    expect(sent).toHaveLength(1)
    answer = async () => result({ outcome: 'retry', status: 429, retryAfterMs: 60_000 })
    await after(2_001) // and plus 20 % at the latest.
    expect(sent).toHaveLength(2)
    answer = async () => result()
    await after(59_999) // The third would be due after 15 s; the target said 60.
    expect(sent).toHaveLength(2)
    await after(1)
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(delivery => delivery.key)).size).toBe(1)
    expect(noted.map(entry => [entry.state, entry.attempts])).toEqual([
      ['pending', 1],
      ['pending', 2],
      ['delivered', 3],
    ])
  })

  it('goes on after a restart where it was, with the same key', async () => {
    answer = async () => refused
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await box?.close(0)
    await engine.close()
    engine = await store.reopen()
    await start()
    answer = async () => result()
    await tick()
    expect(sent).toHaveLength(1)
    await after(6_001)
    expect(sent.map(delivery => delivery.key)).toEqual([sent[0]?.key, sent[0]?.key])
  })

  it('sends again with the same key what was under way when the process died', async () => {
    answer = (_delivery, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await box?.derive()
    box?.pump()
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    await box?.close(0).catch(() => undefined)
    answer = async () => result()
    await start()
    await tick()
    expect(sent.map(delivery => delivery.key)).toEqual([sent[0]?.key, sent[0]?.key])
    expect(noted.at(-1)?.state).toBe('delivered')
  })

  it('stops asking a target that fails again and again, then tries it with one', async () => {
    answer = async () => refused
    await happen(...Array.from({ length: 8 }, (_, index): AlertRecord => ({ kind: 'opened', alert: alertOf(`${id()}-${index}`, 1) })))
    await tick()
    // Four fly when the fifth failure opens the breaker; those that already flew end.
    expect(sent.length).toBeGreaterThanOrEqual(5)
    expect(sent.length).toBeLessThan(9)
    sent.length = 0
    await after(29_000)
    expect(sent).toHaveLength(0)
    answer = async () => result()
    await after(31_000)
    await after(31_000)
    expect(noted.filter(entry => entry.state === 'delivered')).toHaveLength(8)
  })

  it('gives up after 15 attempts, aloud, and then does not tell the end either', async () => {
    answer = async () => refused
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await happen({ kind: 'resolved', alert: alertOf(id(), 2, { state: 'resolved' }) })
    for (let hours = 0; hours < 24 * 6; hours += 1) await after(3_600_000)
    expect(sent).toHaveLength(15)
    expect(noted.filter(entry => entry.state === 'dead').map(entry => [entry.event, entry.detail])).toEqual([
      ['opened', 'given up after 15 attempts: '],
      ['resolved', 'its opening was given up'],
    ])
  })

  it('leaves a target alone that said 410, also after a restart, until it is configured anew', async () => {
    answer = async () => result({ outcome: 'gone', status: 410 })
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await start()
    await happen({ kind: 'opened', alert: alertOf(`${id()}-b`, 1) })
    await tick()
    expect(sent).toHaveLength(1)
    answer = async () => result()
    await start([routeOf({ target: 'second' })])
    await happen({ kind: 'opened', alert: alertOf(`${id()}-c`, 1) })
    await tick()
    expect(sent.map(delivery => delivery.alert.id)).toEqual([id(), `${id()}-c`])
  })
})

describe('retraining', () => {
  const retrain = () => routeOf({ name: `retrain-${alerts}`, kind: 'retrain', onceOnly: true, target: `retrain-${alerts}` })

  it('is asked for when an alert opens, with the data that is meant', async () => {
    await start([retrain()])
    await happen({ kind: 'opened', alert: alertOf(id(), 1) }, { kind: 'updated', alert: alertOf(id(), 2) })
    await tick()
    // Seven days to 4 March 12:00; one row a second.
    expect(sent.map(delivery => delivery.data)).toEqual([{ from: '2001-02-25T12:00:00.000Z', to: '2001-03-04T12:00:00.000Z', rows: 604_800 }])
  })

  it('cools down: one call of a model a day, also over a restart', async () => {
    await start([retrain()])
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await start([retrain()])
    await happen({ kind: 'opened', alert: alertOf(`${id()}-b`, 1) }, { kind: 'opened', alert: alertOf(`${id()}-c`, 1, { model: 'other' }) })
    await tick()
    expect(sent.map(delivery => delivery.alert.model)).toEqual(['delays', 'other'])
    await after(dayMs)
    await happen({ kind: 'opened', alert: alertOf(`${id()}-d`, 1) })
    await tick()
    expect(sent).toHaveLength(3)
  })

  it('is one at a time for a model', async () => {
    answer = async () => refused
    await start([retrain()])
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await happen({ kind: 'opened', alert: alertOf(`${id()}-b`, 1) })
    await tick()
    expect(noted.at(-1)).toMatchObject({ state: 'skipped', detail: 'another call of this model has not gone out yet' })
  })

  it.each([
    { case: 'a refused call is repeated', outcome: refused, onceOnly: true, calls: 2 },
    { case: 'an unclear one is not', outcome: result({ outcome: 'retry', status: null, ambiguous: true }), onceOnly: true, calls: 1 },
    { case: 'unless the target tells repeats apart', outcome: result({ outcome: 'retry', status: null, ambiguous: true }), onceOnly: false, calls: 2 },
  ])('$case', async ({ outcome, onceOnly, calls }) => {
    answer = async () => outcome
    await start([{ ...retrain(), onceOnly }])
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await tick()
    await after(6_001)
    expect(sent).toHaveLength(calls)
  })

  it('under way when the process died is not repeated', async () => {
    answer = (_delivery, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    await start([retrain()])
    await happen({ kind: 'opened', alert: alertOf(id(), 1) })
    await box?.derive()
    box?.pump()
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    await box?.close(0).catch(() => undefined)
    await start([retrain()])
    await after(dayMs)
    expect(sent).toHaveLength(1)
    expect(noted.at(-1)).toMatchObject({ state: 'dead', detail: 'the collector stopped while asking; it may have started' })
  })
})

describe('the schedule', () => {
  it('has the pauses of the reference, within 20 %, the same for the same key', () => {
    const seconds = [0, 5, 15, 45, 120, 300, 900, 1800, 3600, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    expect(attemptsMax).toBe(seconds.length)
    for (const [attempts, wanted] of seconds.entries()) {
      const pauses = Array.from({ length: 200 }, (_, index) => pauseMs(attempts, `key ${index}`, null) / 1_000)
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0.8 * wanted - 0.001)
      expect(Math.max(...pauses)).toBeLessThanOrEqual(1.2 * wanted + 0.001)
      expect(new Set(pauses).size).toBeGreaterThan(wanted === 0 ? 0 : 100)
      expect(pauseMs(attempts, 'key 1', null)).toBe(pauseMs(attempts, 'key 1', null))
    }
    expect(pauseMs(1, 'k', 1e12)).toBe(24 * 3_600_000)
  })
})
