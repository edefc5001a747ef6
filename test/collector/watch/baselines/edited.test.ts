import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listSignals } from '../../../../collector/store/store.ts'
import type { Baseline } from '../../../../collector/watch/baseline.ts'
import { type BaselineDoor, nowMs, openBaselineDoor, past } from '../baseline-door.ts'
import { addFlights, dayMs, hourMs, monday, quietFlights } from '../flights.ts'

type Document = { -readonly [Key in keyof Baseline]: Baseline[Key] } & { readonly active: boolean }

let door: BaselineDoor
/** Learned first, without a rule. */
let plainHash = ''
const iso = (ms: number): string => new Date(ms).toISOString()

beforeAll(async () => {
  door = await openBaselineDoor()
})
afterAll(() => door.close())

const asked = async (line: readonly string[], options: Readonly<Record<string, unknown>> = {}) =>
  JSON.parse(await door.printed(line, { json: true, ...options })) as Document
const shown = (hash: string) => asked(['show', hash])
const window = { from: iso(monday - 2 * dayMs), to: iso(monday) }
const columnIn = (document: Document, name: string) => {
  const column = document.columns.find(one => one.name === name)
  if (!column) throw new Error(`no column ${name}`)
  return column
}

async function imported(name: string, text: string): Promise<Document> {
  await writeFile(join(door.folder, name), text)
  return asked(['import', join(door.folder, name)])
}

it('what a person edits holds as a rule, is kept when it is learned again, and is taken back', { timeout: 120_000 }, async () => {
  const plain = await asked(['learn'], window)
  plainHash = plain.hash
  const document = await shown(plain.hash)
  expect(columnIn(document, 'origin')).toMatchObject({
    content: 'categorical',
    constraints: { domain: { values: ['ATL', 'DFW', 'ORD'], origin: 'suggested' } },
  })
  const edited = {
    ...document,
    columns: document.columns.map(column => {
      const { domain: _, ...others } = column.constraints
      if (column.name === 'origin') return { ...column, constraints: others }
      if (column.name !== 'distance') return column
      return { ...column, content: 'integer', constraints: { ...column.constraints, range: { minimum: 0, maximum: 1200 } } }
    }),
  }
  const after = await imported('edited.json', JSON.stringify(edited))
  expect(after.hash).not.toBe(plain.hash)
  const stored = await shown(after.hash)
  expect([stored.active, stored.reason]).toEqual([true, 'edited by hand'])
  expect(columnIn(stored, 'distance')).toMatchObject({
    content: 'integer',
    contentOrigin: 'edited',
    constraints: { range: { minimum: 0, maximum: 1200, outside: 0, origin: 'edited' }, completeness: { origin: 'suggested' } },
  })
  expect(columnIn(stored, 'origin').constraints).toMatchObject({ domain: null, completeness: { origin: 'suggested' } })
  expect(stored.series.map(series => series.key)).toContain('quality/domain|distance|')
  expect(document.series.map(series => series.key)).not.toContain('quality/domain|distance|')
  // Learned again from other rows: suggestions are new, what was said stays.
  const again = await asked(['learn'], { from: iso(monday - dayMs), to: iso(monday) })
  const kept = await shown(again.hash)
  expect(columnIn(kept, 'distance').constraints.range).toEqual({ minimum: 0, maximum: 1200, outside: 0, origin: 'edited' })
  expect(columnIn(kept, 'distance').contentOrigin).toBe('edited')
  expect(columnIn(kept, 'origin').constraints.domain).toBeNull()
  // Back to the first, with all of its series.
  expect(await door.printed(['use', plain.hash.slice(0, 10)])).toContain(`In use: ${plain.hash} from 9,600 rows`)
  expect((await shown(plain.hash)).active).toBe(true)
  expect((await shown(plain.hash)).series.map(series => series.key)).toEqual(document.series.map(series => series.key))
})

it('constraints of another tool amend the baseline in use, and what they do not fit is said', { timeout: 120_000 }, async () => {
  await asked(['learn'], { ...window, reason: 'before an import' })
  const features = [
    { name: 'distance', inferred_type: 'Fractional', completeness: 0.9, num_constraints: { is_non_negative: true } },
    { name: 'origin', inferred_type: 'Integral', completeness: 1 },
    { name: 'tail', inferred_type: 'String', completeness: 1 },
  ]
  const after = await imported('constraints.json', JSON.stringify({ version: 0, features }))
  expect(after.notes).toEqual([
    'not of the model, so left out: tail',
    'not in constraints.json: p_late, verdict',
    'column origin is integer in constraints.json, but here it is stored as category: left out',
  ])
  const column = columnIn(await shown(after.hash), 'distance')
  expect(column.constraints.completeness).toEqual({ minimum: 0.9, origin: 'imported' })
  const missing = (await shown(after.hash)).series.find(series => series.key === 'quality/missing|distance|')
  expect(missing?.settings).toEqual({ limit: 0.1 })
})

it('statistics of another tool are judged against: quiet hours are not alarmed by the width of buckets, a stranger and a shift are', {
  timeout: 180_000,
}, async () => {
  // What was imported before is kept by design; this is about what was learned, so it starts from a baseline without rules.
  await asked(['use', plainHash])
  // Ten buckets of all distances, counted here.
  const distances = past.map(flight => flight.distance)
  const [lo, hi] = [Math.min(...distances), Math.max(...distances)]
  const width = (hi - lo) / 10
  const buckets = Array.from({ length: 10 }, (_, at) => ({ lower_bound: lo + at * width, upper_bound: at === 9 ? hi : lo + (at + 1) * width, count: 0 }))
  for (const distance of distances) {
    const bucket = buckets[Math.min(9, Math.floor((distance - lo) / width))]
    if (bucket) bucket.count += 1
  }
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length
  const std_dev = Math.sqrt(distances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / distances.length)
  const common = { num_present: past.length, num_missing: 0 }
  const origins = Array.from(
    Map.groupBy(past, flight => flight.origin),
    ([value, flights]) => ({ value, count: flights.length }),
  )
  const features = [
    { name: 'distance', inferred_type: 'Fractional', numerical_statistics: { common, mean, std_dev, min: lo, max: hi, distribution: { kll: { buckets } } } },
    { name: 'origin', inferred_type: 'String', string_statistics: { common, distinct_count: 3, distribution: { categorical: { buckets: origins } } } },
  ]
  const learned = await imported('statistics.json', JSON.stringify({ version: 0, dataset: { item_count: past.length }, features }))
  expect(learned).toMatchObject({ rows: past.length, span: null, source: { kind: 'import', name: 'statistics.json', format: 'sagemaker-statistics' } })
  const series = (await shown(learned.hash)).series.map(one => one.key)
  expect(series).toEqual(expect.arrayContaining(['drift/gtest|distance|', 'quality/unseen|origin|']))
  expect(series.filter(key => key.includes('p_late'))).toEqual([])
  const quiet = quietFlights(7, { fromMs: monday, toMs: monday + 30 * hourMs }, 200)
  const strange = quietFlights(8, { fromMs: monday + 30 * hourMs, toMs: monday + 33 * hourMs }, 400).map(flight => ({
    ...flight,
    origin: flight.id.endsWith('3') ? 'ZZZ' : flight.origin,
  }))
  await addFlights(door.engine, door.schema, [...quiet, ...strange], nowMs + 1_000)
  await door.watch.tick()
  const found = await listSignals(door.engine, { fromMs: monday }, { limit: 10_000 })
  const alarms = found.items.filter(signal => signal.verdict === 'alarm')
  const endOf = (signal: { window: { to: string } }): number => Date.parse(signal.window.to)
  expect(alarms.filter(signal => endOf(signal) <= monday + 30 * hourMs)).toEqual([])
  expect(alarms.filter(signal => endOf(signal) > monday + 30 * hourMs).map(signal => `${signal.detector} ${signal.subject}`)).toContain('quality/unseen origin')
})

it.each([
  { case: 'a column that it does not have', columns: [{ name: 'nobody' }], said: 'The baseline has no column nobody; it has' },
  {
    case: 'ends the wrong way round',
    columns: [{ name: 'distance', constraints: { range: { minimum: 5, maximum: 1 } } }],
    said: 'columns.distance.constraints.range: minimum 5 is above maximum 1',
  },
  { case: 'a share above 1', columns: [{ name: 'distance', constraints: { completeness: { minimum: 99 } } }], said: 'minimum' },
  { case: 'a constraint that there is not', columns: [{ name: 'distance', constraints: { mean: { minimum: 1 } } }], said: 'mean' },
])('an edit is refused: $case', async ({ columns, said }) => {
  const plain = await asked(['list'])
  const [{ hash }] = (plain as unknown as { items: [{ hash: string }] }).items
  const answer = await door.app.inject({ method: 'PUT', url: `/api/v1/baselines/${hash}`, payload: { columns } })
  expect([answer.statusCode, answer.json()]).toEqual([400, { code: 'BAD_REQUEST', message: expect.stringContaining(said), retry: false }])
})

it('a baseline as JSON Schema says the same when it is imported again', { timeout: 60_000 }, async () => {
  const { hash } = await asked(['learn'], { ...window, reason: 'schema' })
  const schema = JSON.parse(await door.printed(['show', hash], { format: 'json-schema' })) as { properties: Record<string, unknown>; required: string[] }
  expect(schema.properties['origin']).toEqual({ type: 'string', enum: ['ATL', 'DFW', 'ORD'] })
  expect(schema.required).toEqual(expect.arrayContaining(['distance', 'origin']))
  const after = await imported('schema.json', JSON.stringify(schema))
  const { constraints } = columnIn(await shown(after.hash), 'origin')
  expect(constraints).toMatchObject({ completeness: { minimum: 1, origin: 'imported' }, domain: { values: ['ATL', 'DFW', 'ORD'], origin: 'imported' } })
})

it('a file names what does not fit: columns too many, columns too few, and values of another type', { timeout: 60_000 }, async () => {
  const file = join(door.folder, 'training.csv')
  const lines = past.slice(0, 500).map((one, row) => [iso(one.atMs), row % 10 === 0 ? 'far' : one.distance, one.origin, row].join(','))
  await writeFile(file, ['at,distance,origin,gate', ...lines].join('\n'))
  const text = await door.printed(['learn', file], { time: 'at' })
  expect(text.split('\n').slice(1)).toEqual([
    '  - not of the model, so left out: gate',
    '  - not in the file, so not judged: p_late, verdict',
    "  - column distance: 50 of 500 values are no numbers, which the model's are",
    '',
  ])
})

it('a document that is not JSON any more is told so, not taken for another kind of file', async () => {
  const file = join(door.folder, 'broken.json')
  await writeFile(file, `{"hash":"0","columns":[,]}`)
  await expect(door.printed(['import', file])).rejects.toThrow(`${file} is not JSON any more`)
  expect((await readFile(file, 'utf8')).length).toBeGreaterThan(0)
})
