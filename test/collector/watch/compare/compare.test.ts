import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals } from '../../../../collector/store/store.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { type CompareRequest, type Comparison, checked, type ModelSchema, CompareRequest as Request } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { addFlights, addLabels, dayMs, declareFlights, hourMs, minuteMs, monday, openWatch, quietFlights } from '../flights.ts'

/** Three quiet days, then a quiet day, then a day on which flights from ORD are 150 further. */
const baseline = { fromMs: monday, toMs: monday + 3 * dayMs }
const quiet = { fromMs: baseline.toMs, toMs: baseline.toMs + dayMs }
const moved = { fromMs: quiet.toMs, toMs: quiet.toMs + dayMs + minuteMs }
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let watch: Watch
let schema: ModelSchema
const flights = [
  ...quietFlights(2, quiet, 240),
  ...quietFlights(3, moved, 240).map(flight => (flight.origin === 'ORD' ? { ...flight, distance: flight.distance + 150 } : flight)),
]
beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  schema = await declareFlights(engine)
  const nowMs = Date.UTC(2026, 5, 1)
  const metric = { model: 'flights', description: '', unit: '1', window: '1h', direction: 'above', matters: 0 } as const
  const metrics = [
    { ...metric, name: 'from-ord', sql: "countIf(origin = 'ORD') / count()", limit: 0.5 },
    { ...metric, name: 'mean-distance', sql: 'avg(distance)', limit: 730 },
  ]
  watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0, metrics })
  const past = quietFlights(1, baseline, 240)
  await addFlights(engine, schema, past, nowMs)
  await addLabels(engine, past, nowMs)
  await watch.learn({ model: 'flights', version: '1', span: baseline, reason: 'for the test' })
  await addFlights(engine, schema, flights, nowMs)
  await addLabels(engine, flights, nowMs)
  await watch.tick()
}, 180_000)
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
const compare = (wish: Omit<Partial<CompareRequest>, 'current'> & Pick<CompareRequest, 'current'>): Promise<Comparison> =>
  watch.compare(checked(Request, { model: 'flights', version: '1', ...wish }))
const reading = ({ readings }: Comparison, detector: string, subject: string) => readings.find(one => one.detector === detector && one.subject === subject)
const held = (span: { fromMs: number; toMs: number }, origin?: string) =>
  flights.filter(({ atMs, ...flight }) => atMs >= span.fromMs && atMs < span.toMs && (origin === undefined || flight.origin === origin))

describe('any window against the baseline', () => {
  it('a quiet day alarms nowhere, and every detector that reads panes has its say', async () => {
    const found = await compare({ current: iso(quiet) })
    expect(found).toMatchObject({
      reference: { rows: 3 * 24 * 240 },
      current: { rows: 24 * 240, ...iso(quiet), source: 'panes' },
      summary: { alarms: 0, columns: 4 },
    })
    const names = new Set(found.readings.map(one => one.detector))
    for (const name of ['drift/psi', 'drift/ks', 'drift/gtest', 'drift/js', 'quality/missing', 'quality/volume', 'drift/wasserstein'])
      expect(names).toContain(name)
    expect(reading(found, 'quality/volume', '*')?.value).toBeCloseTo(1, 6)
    expect(reading(found, 'drift/psi', 'distance')?.resolution).not.toBeNull()
    expect(found.readings.every(one => one.n <= 24 * 240)).toBe(true)
  })

  it('says of a window that was judged what its signal says: the same value, from the same rows', async () => {
    const { items } = await listSignals(engine, { length: '24h', segment: '', deciding: true }, { limit: 10_000 })
    const day = items.filter(({ window }) => Date.parse(window.to) === moved.toMs - minuteMs)
    const found = await compare({ current: { last: '24h' }, reference: 'baseline' })
    const last = items.filter(({ window }) => window.to === found.current.to)
    for (const signal of [...day, ...last].filter(
      ({ window, detector }) => window.to === found.current.to && !detector.startsWith('performance/') && !detector.startsWith('bias/'),
    )) {
      const other = reading(found, signal.detector, signal.subject)
      expect([signal.detector, signal.subject, other?.n]).toEqual([signal.detector, signal.subject, signal.n])
      if (signal.value !== null) expect(other?.value).toBeCloseTo(signal.value, 9)
    }
  })

  it('finds what moved, in the segment where it moved', async () => {
    const there = await compare({ current: iso({ fromMs: quiet.toMs, toMs: quiet.toMs + 12 * hourMs }), segment: 'origin=ORD', columns: ['distance'] })
    const elsewhere = await compare({ current: iso({ fromMs: quiet.toMs, toMs: quiet.toMs + 12 * hourMs }), segment: 'origin=ATL', columns: ['distance'] })
    expect(reading(there, 'drift/mean-score', 'distance')?.verdict).toBe('alarm')
    expect(reading(there, 'drift/ks', 'distance')?.verdict).toBe('alarm')
    expect(reading(elsewhere, 'drift/mean-score', 'distance')?.verdict).not.toBe('alarm')
    expect(there.current).toMatchObject({ source: 'panes', rows: held({ fromMs: quiet.toMs, toMs: quiet.toMs + 12 * hourMs }, 'ORD').length })
  })
})

describe('any window against any window', () => {
  it('counts whole hours and the minutes at both ends once', async () => {
    const current = { fromMs: quiet.fromMs + 7 * minuteMs, toMs: quiet.fromMs + 5 * hourMs + 23 * minuteMs }
    const reference = { fromMs: quiet.fromMs + 6 * hourMs + minuteMs, toMs: quiet.fromMs + 9 * hourMs + 59 * minuteMs }
    const found = await compare({ current: iso(current), reference: iso(reference), columns: ['distance'], detectors: ['drift/ks', 'drift/mean-score'] })
    expect([found.current.rows, found.reference.rows]).toEqual([held(current).length, held(reference).length])
    expect(found.baseline).toBeNull()
    expect(found.readings.map(one => one.detector).sort()).toEqual(['drift/ks', 'drift/mean-score'])
  })

  it('a day against the day before shows the move, and a quiet half against the other does not', async () => {
    const found = await compare({
      current: { calendar: 'day', at: iso(moved).from, timeZone: 'UTC' },
      reference: { earlier: '1d', timeZone: 'UTC' },
      columns: ['distance'],
    })
    expect([found.current.rows, found.reference.rows]).toEqual([held({ fromMs: moved.fromMs, toMs: moved.fromMs + dayMs }).length, held(quiet).length])
    expect(reading(found, 'drift/mean-score', 'distance')?.verdict).toBe('alarm')
    const halves = await compare({
      current: iso({ fromMs: quiet.fromMs + dayMs / 2, toMs: quiet.toMs }),
      reference: iso({ fromMs: quiet.fromMs, toMs: quiet.fromMs + dayMs / 2 }),
    })
    expect(halves.summary.alarms).toBe(0)
  })

  it('minutes of a segment come from rows, with the cells that panes would have', async () => {
    const whole = { fromMs: quiet.fromMs + hourMs, toMs: quiet.fromMs + 4 * hourMs }
    const wish = { segment: 'origin=ORD', columns: ['distance'], detectors: ['drift/ks', 'drift/gtest', 'drift/psi'] }
    const part = { fromMs: whole.fromMs + 10 * minuteMs, toMs: whole.toMs + 10 * minuteMs }
    const fromRows = await compare({ ...wish, current: iso(part) })
    expect(fromRows.current).toMatchObject({ source: 'rows', rows: held(part, 'ORD').length })
    expect((await compare({ ...wish, current: iso(whole) })).current.source).toBe('panes')
  })

  it('too few rows are unsure, never calm', async () => {
    const found = await compare({ current: iso({ fromMs: quiet.fromMs, toMs: quiet.fromMs + 10 * minuteMs }), segment: 'origin=DFW', columns: ['distance'] })
    expect(found.current.rows).toBeLessThan(30)
    expect(new Set(found.readings.filter(one => one.detector.startsWith('drift/')).map(one => one.verdict))).toEqual(new Set(['unsure']))
  })
})

describe('metrics of people', () => {
  it('are expressions over the rows of the window, and their own limit decides', async () => {
    const found = await compare({ current: iso(quiet), detectors: ['custom/from-ord', 'custom/mean-distance'] })
    const rows = held(quiet)
    const share = rows.filter(({ origin }) => origin === 'ORD').length / rows.length
    const mean = rows.reduce((sum, { distance }) => sum + distance, 0) / rows.length
    expect(reading(found, 'custom/from-ord', '*')).toMatchObject({ n: rows.length, threshold: 0.5, verdict: 'calm' })
    expect(reading(found, 'custom/from-ord', '*')?.value).toBeCloseTo(share, 9)
    expect(reading(found, 'custom/mean-distance', '*')?.value).toBeCloseTo(mean, 6)
    expect(reading(found, 'custom/mean-distance', '*')?.verdict).toBe('calm')
    // A third of the flights is 150 further: 700 + 50 is beyond 730.
    const later = await compare({ current: iso({ fromMs: moved.fromMs, toMs: moved.fromMs + dayMs }), detectors: ['custom/mean-distance'] })
    expect(later.readings).toMatchObject([{ verdict: 'alarm', reason: 'beyond the stated limit', threshold: 730 }])
  })
})

describe('what cannot be meant', () => {
  const current = iso(quiet)
  it.each([
    [{ current, columns: ['distanse'] }, 'BAD_REQUEST', 'There is no column distanse; did you mean distance?'],
    [{ current, detectors: ['drift/psy'] }, 'BAD_REQUEST', 'There is no detector drift/psy; did you mean drift/psi?'],
    [{ current, segment: 'carrier=AA' }, 'BAD_REQUEST', 'nothing is split by such a column; there is: origin'],
    [{ current, version: '2' }, 'NOT_FOUND', 'of flights there is version 1'],
    [{ current, segment: `origin=x' OR 1=1 --` }, null, ''],
  ])('%o', async (wish, code, message) => {
    const asked = compare(wish)
    if (code) await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(message) as unknown })
    // A value that no row has is no error: it has no rows, which the notes say.
    else expect(await asked).toMatchObject({ current: { rows: 0 }, readings: [], notes: expect.arrayContaining(['the current window has no rows']) as unknown })
  })
})
