import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAlerting } from '../../../../collector/alert/alerting.ts'
import { AlertSettings } from '../../../../collector/alert/settings.ts'
import { type Engine, listAlerts, listSignals, type StoredSignal } from '../../../../collector/store/store.ts'
import type { CustomMetric } from '../../../../collector/watch/custom/metric.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { defaults, type ModelSchema, metrics as metricNames, rowTable, tables } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { addFlights, dayMs, declareFlights, type Flight, hourMs, learnThenJudge, monday, openWatch, quietFlights, quietThenFurther } from '../flights.ts'

const plain = { model: 'flights', description: '', unit: '1', window: '1h', direction: 'both', matters: 0 } as const
const metrics: CustomMetric[] = [
  { ...plain, name: 'far', sql: 'countIf(distance > 1000) / count()', unit: 'share', description: 'Share of long flights' },
  { ...plain, name: 'mean-distance', sql: 'avg(distance)', direction: 'above', limit: 800, window: '24h' },
  { ...plain, name: 'typing-error', sql: 'avg(distanse)', direction: 'above', limit: 1 },
  { ...plain, name: 'of-others', model: 'delays', sql: 'count()' },
]
const baseline = { fromMs: monday, toMs: monday + 3 * dayMs }
const nowMs = Date.UTC(2026, 5, 1)
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let schema: ModelSchema
let watch: Watch
let registry: Registry
let sent: Flight[]
const open = (settings: Parameters<typeof openWatch>[2] = {}) =>
  openWatch(engine, () => nowMs, { baselineAfterMs: 0, metrics, ...settings }, { registry: (registry = new Registry()) })
const signalsOf = async (detector: string): Promise<StoredSignal[]> => [...(await listSignals(engine, { detector }, { limit: 10_000 })).items].reverse()

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  schema = await declareFlights(engine)
  watch = await open()
  sent = quietThenFurther(baseline.toMs)
  await learnThenJudge({ engine, watch, schema, nowMs }, baseline, quietFlights(1, baseline, 240), sent)
}, 180_000)
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

describe('a metric of a person', () => {
  it('is judged on closed windows by what the baseline taught', async () => {
    const signals = await signalsOf('custom/far')
    expect(signals[0]?.reason).toBe('')
    expect(signals).toHaveLength(48)
    for (const { window, value, n, deciding, unit, model } of signals) {
      const held = sent.filter(({ atMs }) => atMs >= Date.parse(window.from) && atMs < Date.parse(window.to))
      expect({ n, deciding, unit, model }).toEqual({ n: held.length, deciding: true, unit: 'share', model: 'flights' })
      expect(value).toBeCloseTo(held.filter(({ distance }) => distance > 1000).length / held.length, 12)
    }
    // Normal with mean 700 and deviation 200: 6.7 % are beyond 1000; with mean 1000, half.
    expect(signals.slice(0, 24).map(({ verdict }) => verdict)).toEqual(Array(24).fill('calm'))
    expect(signals.slice(24).map(({ verdict }) => verdict)).toEqual(Array(24).fill('alarm'))
    expect(signals[30]).toMatchObject({ reason: 'beyond matters and noise', baselineN: 3 * 24 * 240, subject: '*', segment: '' })
  })

  it('or by its own limit, on windows of a day', async () => {
    const signals = await signalsOf('custom/mean-distance')
    expect(signals.map(({ verdict, threshold }) => [verdict, threshold])).toEqual([
      ['calm', 800],
      ['alarm', 800],
    ])
    const day = sent.slice(0, 24 * 240)
    expect(signals[0]?.value).toBeCloseTo(day.reduce((sum, { distance }) => sum + distance, 0) / day.length, 6)
  })

  it('that cannot be said is unsure with its reason, counted, and hurts no other', async () => {
    const signals = await signalsOf('custom/typing-error')
    expect(signals).toHaveLength(48)
    expect(signals[0]).toMatchObject({ verdict: 'unsure', value: null })
    expect(signals[0]?.reason).toContain('names "distanse", and the model has no such column')
    const counted = await registry.getSingleMetric(metricNames.watchFailures)?.get()
    expect(counted?.values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels, value])).toEqual([
      [{ part: 'metric', model: 'flights', version: '1' }, 1],
    ])
  })

  it('opens an alert, named in words', async () => {
    const settings = { ...defaults(AlertSettings), detectors: ['custom/far', 'custom/typing-error'] }
    const links = { alert: 'http://127.0.0.1/{id}', model: 'http://127.0.0.1/{model}' }
    const parts = { engine, settings, clock: () => nowMs, registry: new Registry(), log: pino({ level: 'silent' }), wordings: new Map(), links }
    const alerting = await startAlerting(parts)
    await alerting.tick()
    const { items } = await listAlerts(engine, {}, { limit: 10 })
    expect(items.map(({ state, title }) => [state, title.replace(/ \(.*/, '')])).toEqual([
      ['open', expect.stringMatching(/^all rows of flights 1: custom far \d/)],
    ])
    await alerting.close()
  })

  it('and every other detector goes on', async () => {
    const [row] = await engine.read<{ n: string }>(`SELECT count() n FROM ${tables.signals} WHERE detector LIKE 'drift/%' AND deciding`)
    expect(Number(row?.n)).toBeGreaterThan(100)
  })

  it('is of its own model only', async () => expect(await signalsOf('custom/of-others')).toEqual([]))

  it('is judged once: a new start finds nothing new, also when the rows of the baseline are gone', async () => {
    await watch.close()
    await engine.write(`ALTER TABLE ${rowTable(schema)} DELETE WHERE ts < fromUnixTimestamp64Milli({ms:Int64}) SETTINGS mutations_sync = 1`, {
      ms: baseline.toMs,
    })
    watch = await open()
    await watch.tick()
    const later = quietFlights(9, { fromMs: baseline.toMs + 2 * dayMs, toMs: baseline.toMs + 2 * dayMs + hourMs + 120_000 }, 240)
    await addFlights(engine, schema, later, nowMs + 1)
    await watch.tick()
    const signals = await signalsOf('custom/far')
    expect(signals.filter(({ revision }) => revision > 1)).toEqual([])
    expect(signals).toHaveLength(49)
    expect(signals.at(-1)).toMatchObject({ verdict: 'calm', baselineN: 3 * 24 * 240 })
  })
})

describe('a signal of a metric', () => {
  it('is computed again to the same number, from rows', async () => {
    for (const detector of ['custom/far', 'custom/mean-distance']) {
      const signal = (await signalsOf(detector)).find(({ verdict }) => verdict === 'alarm')
      expect(await watch.reproduce(signal?.id ?? '')).toMatchObject({ same: true, source: 'rows', gone: [], changed: [], differences: [] })
    }
  })

  it('says that the expression is another, or gone, and when its rows are', async () => {
    const signal = (await signalsOf('custom/mean-distance')).at(-1)
    const id = signal?.id ?? ''
    const changed = metrics.map(metric => (metric.name === 'mean-distance' ? { ...metric, sql: 'avg(distance) + 1' } : metric))
    const other = await open({ metrics: changed })
    const again = await other.reproduce(id)
    expect(again.again?.value).toBeCloseTo((signal?.value ?? 0) + 1, 6)
    expect(again).toMatchObject({ same: false, changed: [expect.stringContaining('the settings')] as unknown })
    const without = await open({ metrics: [] })
    expect(await without.reproduce(id)).toMatchObject({ same: false, gone: ['the metric custom/mean-distance of watch.metrics'] })
    await engine.write(`TRUNCATE TABLE ${rowTable(schema)}`)
    expect(await watch.reproduce(id)).toMatchObject({ same: false, again: null, gone: ['rows of the window'] })
    await Promise.all([other.close(), without.close()])
  })
})
