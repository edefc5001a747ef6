import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../../collector/store/store.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { type ModelSchema, rowTable, tables } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { addFlights, addLabels, dayMs, declareFlights, hourMs, monday, openWatch, quietFlights } from '../flights.ts'

const baseline = { fromMs: monday, toMs: monday + 3 * dayMs }
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let watch: Watch
let schema: ModelSchema
let signals: readonly StoredSignal[]
const nowMs = Date.UTC(2026, 5, 1)
const open = (code: string) => openWatch(engine, () => nowMs, { baselineAfterMs: 0 }, { code })
beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  schema = await declareFlights(engine)
  watch = await open('1.2.3')
  const past = quietFlights(1, baseline, 240)
  await addFlights(engine, schema, past, nowMs)
  await addLabels(engine, past, nowMs)
  await watch.learn({ model: 'flights', version: '1', span: baseline, reason: 'for the test' })
  // The first day is quiet; on the second, distances grow, so that there are alarms too.
  for (const day of [0, 1]) {
    const span = { fromMs: baseline.toMs + day * dayMs, toMs: baseline.toMs + (day + 1) * dayMs + 120_000 }
    const flights = quietFlights(5 + day, span, 240).map(flight => ({ ...flight, distance: flight.distance + day * 120 }))
    await addFlights(engine, schema, flights, nowMs)
    await addLabels(engine, flights, nowMs)
    await watch.tick()
  }
  signals = (await listSignals(engine, {}, { limit: 100_000 })).items
}, 180_000)
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

/** A few of every detector, length and kind of segment, spread over time. */
function sample(each: number): StoredSignal[] {
  const shown = ['drift/psi', 'drift/ks', 'drift/wasserstein']
  const few = signals.filter(({ deciding, detector }) => deciding || shown.includes(detector))
  const groups = Map.groupBy(few, one => `${one.detector} ${one.length} ${one.segment === '' ? '' : 'segment'}`)
  return [...groups.values()].flatMap(group =>
    Array.from({ length: Math.min(each, group.length) }, (_, at) => group[Math.floor((at * group.length) / each)] as StoredSignal),
  )
}

describe('a signal is computed again', () => {
  it('keeps what made it', () => {
    expect(signals.length).toBeGreaterThan(2_000)
    expect(new Set(signals.map(one => one.made?.code))).toEqual(new Set(['1.2.3']))
    expect(new Set(signals.map(one => one.made?.settings)).size).toBeGreaterThan(1)
    expect(
      signals.every(
        ({ made }) => made && /^[0-9a-f]{32}$/.test(made.settings) && /^\d+\.\d+/.test(made.engine) && (made.seed === null || Number.isInteger(made.seed)),
      ),
    ).toBe(true)
  })

  it('to the same numbers and verdict, whatever the detector, length and segment', { timeout: 180_000 }, async () => {
    const asked = sample(1)
    expect(asked.length).toBeGreaterThan(20)
    asked.push(...(['calm', 'alarm', 'unsure'] as const).map(verdict => signals.find(one => one.verdict === verdict && one.deciding) as StoredSignal))
    const wrong: unknown[] = []
    for (const signal of asked) {
      const { same, source, differences, gone, changed } = await watch.reproduce(signal.id)
      if (!same || source !== 'panes' || changed.length > 0) wrong.push([signal.series, signal.length, signal.window, { source, differences, gone, changed }])
    }
    expect(wrong).toEqual([])
  })

  it('and says what has changed since', async () => {
    const other = await open('1.3.0')
    const [signal] = sample(1)
    expect(await other.reproduce(signal?.id ?? '')).toMatchObject({ same: true, changed: ['the version of Plimsoll (1.2.3 then, 1.3.0 now)'] })
    await other.close()
  })

  it('from rows, when the panes are gone, to the same', { timeout: 180_000 }, async () => {
    await engine.write(`ALTER TABLE ${tables.panes} DELETE WHERE p >= fromUnixTimestamp64Milli({from:Int64}) SETTINGS mutations_sync = 1`, {
      from: baseline.toMs,
    })
    const wrong: unknown[] = []
    for (const signal of sample(1).filter(({ detector }, at) => !/^(performance|bias)/.test(detector) && at % 4 === 0)) {
      const { same, source, differences } = await watch.reproduce(signal.id)
      if (!same || source !== 'rows') wrong.push([signal.series, signal.length, signal.window, source, differences])
    }
    expect(wrong).toEqual([])
  })

  it('or says that rows and panes, or the baseline, or the signal are not there', async () => {
    const signal = signals.find(one => one.series === 'drift/gtest|distance|' && Date.parse(one.window.from) > baseline.toMs + hourMs)
    await engine.write(`TRUNCATE TABLE ${rowTable(schema)}`)
    expect(await watch.reproduce(signal?.id ?? '')).toMatchObject({ same: false, source: null, again: null, gone: ['panes and rows of the window'] })
    await engine.write(`TRUNCATE TABLE ${tables.baselines}`)
    expect(await watch.reproduce(signal?.id ?? '')).toMatchObject({ same: false, gone: [`the baseline ${signal?.baseline}`] })
    await expect(watch.reproduce('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
