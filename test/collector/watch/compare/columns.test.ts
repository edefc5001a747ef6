import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declareModel, type Engine, ensureSchema, insertRows, StoreSettings } from '../../../../collector/store/store.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { CompareRequest, type Comparison, checked, defaults } from '../../../../contract/index.ts'
import { openTestStore } from '../../../setup/store.ts'
import { sampleBlock } from '../../store/sample.ts'
import { hourMs, monday, openWatch } from '../flights.ts'

/** Three hours of gate as a number, then three of gate as a text, and a carrier beside it; 60 rows an hour. */
const perHour = 60
const nowMs = Date.UTC(2026, 5, 1)
const settings = defaults(StoreSettings)
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let watch: Watch

async function send(fromHour: number, hours: number, valuesOf: (at: number) => Record<string, number | string>): Promise<void> {
  const columns = Object.entries(valuesOf(0)).map(([name, value]) => ({ name, side: 'input', values: [value] }) as const)
  const schema = await ensureSchema(engine, { model: 'taxis', version: '1', columns, task: 'regression', weighted: false }, settings, fromHour + 2)
  const rows = Array.from({ length: hours * perHour }, (_, at) => ({
    id: `${fromHour} ${at}`,
    atNs: BigInt(monday + fromHour * hourMs + (at * hourMs) / perHour) * 1_000_000n,
    receivedMs: nowMs,
    values: new Map(Object.entries(valuesOf(at))),
  }))
  await insertRows(engine, schema, sampleBlock(schema, rows))
}

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0, gridRows: perHour })
  await send(0, 3, at => ({ distance: at % 50, gate: at % 7 }))
  await declareModel(engine, { model: 'taxis', declaration: { types: { gate: 'category' } } }, settings, 1)
  // An hour more, so that all of the three are summarised.
  await send(3, 4, at => ({ distance: at % 50, gate: `G${at % 7}`, carrier: at % 2 ? 'AA' : 'BB' }))
  await watch.tick()
}, 60_000)
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

const hours = (from: number, to: number) => ({ from: new Date(monday + from * hourMs).toISOString(), to: new Date(monday + to * hourMs).toISOString() })
const [before, after, empty] = [hours(0, 3), hours(3, 6), hours(9, 12)]
const compare = (wish: object): Promise<Comparison> => watch.compare(checked(CompareRequest, { model: 'taxis', version: '1', ...wish }))
const schemaOf = ({ readings }: Comparison) => readings.filter(one => one.detector === 'quality/schema')

describe('columns that are not those of the reference', () => {
  it.each([
    // carrier is new, gate another type: two.
    { case: 'new and retyped', wish: { reference: before, current: after }, value: 2, notes: ['extra: "carrier"', 'retyped: "gate" (numeric, now category)'] },
    { case: 'gone', wish: { reference: after, current: before }, value: 2, notes: ['missing: "carrier"', 'retyped: "gate" (category, now numeric)'] },
    { case: 'asked for by name', wish: { reference: before, current: after, columns: ['distance', 'carrier'] }, value: 1, notes: ['extra: "carrier"'] },
  ])('are an alarm, and told where nobody asked: $case', async ({ wish, value, notes }) => {
    const found = await compare(wish)
    expect(schemaOf(found)).toMatchObject([{ subject: '*', value, notes, verdict: 'alarm', n: 3 * perHour, baselineN: 3 * perHour }])
    expect([found.summary.alarms, found.notes]).toEqual([1, []])
    const unasked = await compare({ ...wish, detectors: ['drift/ks'] })
    expect([schemaOf(unasked), unasked.summary.alarms, unasked.notes]).toEqual([[], 0, notes])
  })

  it.each([
    { case: 'the same columns', wish: { reference: hours(3, 4), current: hours(4, 6) }, value: [0], notes: [] },
    { case: 'no rows now', wish: { reference: before, current: empty }, value: [], notes: ['the current window has no rows'] },
    { case: 'no rows before', wish: { reference: empty, current: after }, value: [], notes: ['the reference has no rows'] },
  ])('are none where there is nothing to hold: $case', async ({ wish, value, notes }) => {
    const found = await compare(wish)
    expect(schemaOf(found).map(one => one.value)).toEqual(value)
    expect(found.notes.filter(note => !note.startsWith('rows from'))).toEqual(notes)
  })
})

describe('a baseline that holds less than the window', () => {
  const learn = (columns: readonly object[]) =>
    watch.importBaseline({
      model: 'taxis',
      version: '1',
      name: 'statistics.json',
      format: 'sagemaker-statistics',
      reason: 'for the test',
      imported: { columns: columns as never, notes: [] },
    })
  const buckets = { kind: 'numeric', values: [25, 50], counts: [250, 250], resolution: 25, lo: 0, hi: 49, mean: 24.5, deviation: 14.4 }
  const carriers = {
    kind: 'category',
    counts: [
      ['AA', 250],
      ['BB', 250],
    ],
    distinct: 2,
  }
  const said = (name: string, distribution: object) => ({ name, content: null, constraints: {}, rows: { present: 500, missing: 0 }, distribution })

  it('of buckets: those who decide compare, and it is said of which columns no other does, or none', { timeout: 60_000 }, async () => {
    await learn([said('distance', buckets), said('carrier', carriers)])
    const found = await compare({ current: after })
    expect(found.notes).toEqual([
      'of these the baseline has counts but no values, so only detectors that decide compare them: "distance"',
      'of these the baseline knows nothing, so they are not compared: "gate"',
    ])
    expect(schemaOf(found)).toMatchObject([{ value: 0, verdict: 'calm' }])
    const ofDistance = found.readings.filter(one => one.subject === 'distance').map(one => one.detector)
    expect(ofDistance).toContain('drift/gtest')
    expect(ofDistance).not.toContain('drift/wasserstein')
    expect(found.readings.filter(one => one.subject === 'gate')).toEqual([])
  })
})
