import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import type { RowSummaries, Summary } from '../../../contract/index.ts'
import { absentBits, absentText } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import type { Known } from '../../../detectors/summaries/define-summary.ts'
import { freshnessFromTimes } from '../../../detectors/summaries/freshness.ts'
import { pairsFromArray } from '../../../detectors/summaries/paired-rows.ts'
import { rowSummaries } from '../../../detectors/summaries/row-summaries.ts'
import type { RowsRequest } from '../../../detectors/summaries/rows-select.ts'
import { runsFromArray } from '../../../detectors/summaries/runs.ts'
import { textFromArray } from '../../../detectors/summaries/texts.ts'
import { embeddingFromArray, vectorPlan } from '../../../detectors/summaries/vectors.ts'
import { type RowCell, rowsFromArray } from '../../../detectors/summaries/whole-rows.ts'
import { absent, insertRows, openTemporaryStore, type Row, schemaOf, start } from './table.ts'

const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0.5, absent('missing'), absent('wrong')))
const strange = [
  '',
  ' \t',
  "it's",
  '"',
  '\\',
  'a\0b',
  'caf\u00e9 latte',
  '日本語',
  'Привет x',
  '👍🏽',
  '__proto__',
  'bad\ufffd',
  '12345',
  '!!',
  'A a B',
  '\u0085',
  'naïve-café',
  'x'.repeat(80),
] as const
const vectors = [
  '[1,2]',
  '[3.5, -4e0]',
  '[0,0]',
  '[-0,0]',
  '[1,"NaN"]',
  '[1,null]',
  '[1,2,3]',
  '[]',
  ' [ 1 , 2 ] ',
  '[1,0x10]',
  '[1e308,1e308]',
  'none',
  '[1,2',
] as const
const text = fc.oneof(fc.constantFrom(...strange, absentText.missing, absentText.wrong), fc.constantFrom(...vectors))

const rowsOf = (texts: fc.Arbitrary<string>) =>
  fc.array(
    fc.record({
      second: fc.integer({ min: 0, max: 200 }),
      x: number,
      text: texts,
      segment: fc.constantFrom('north', 'south', absentText.missing),
      weight: fc.integer({ min: 1, max: 12 }).map(quarters => quarters / 4),
    }),
    { maxLength: 40 },
  )

/** Distinct seconds, in order: what the engine stores is what the twin sees. */
const inOrder = (rows: readonly Row[]): Row[] => [...new Map(rows.map(row => [row.second, row])).values()].sort((a, b) => a.second - b.second)

const bits = new DataView(new ArrayBuffer(8))
function isAbsent(value: number): boolean {
  bits.setFloat64(0, value)
  const held = bits.getBigUint64(0)
  return held === absentBits.missing || held === absentBits.wrong
}
const isText = (value: string): boolean => value !== absentText.missing && value !== absentText.wrong

interface Asked {
  readonly request: RowsRequest
  readonly known: Known
}

async function ask<Kind extends keyof RowSummaries>(engine: Engine, kind: Kind, { request, known }: Asked): Promise<ReadonlyMap<string, RowSummaries[Kind]>> {
  const summary = rowSummaries.get(kind)
  if (!summary) throw new Error(`no ${kind}`)
  const plan = summary.plan(known)
  if (plan === null) return new Map()
  const answers: unknown[][] = []
  for (const { sql, params } of summary.select(request, plan)) answers.push(await engine.read(sql, params))
  return summary.read(answers, JSON.parse(JSON.stringify(plan))) as ReadonlyMap<string, RowSummaries[Kind]>
}

const knownOf = (columns: RowsRequest['columns'], baseline: Known['baseline'] = new Map()): Known => ({ columns, baseline, seed: 1 })

/** Sums to rounding, all else equal. */
function expectAlike(got: Summary | undefined, want: Summary): void {
  const plain = (summary: unknown): unknown =>
    JSON.parse(
      JSON.stringify(summary, (_, value: unknown) => {
        if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1))
        if (value instanceof Float64Array) return Array.from(value, round)
        return typeof value === 'number' ? round(value) : value
      }),
    )
  expect(plain(got)).toEqual(plain(want))
}
const round = (value: number): number => Number(value.toPrecision(10)) + 0

/** Each case on a fresh table of one engine. */
async function onTables(
  weighted: boolean,
  texts: fc.Arbitrary<string>,
  check: (engine: Engine, rows: readonly Row[], request: RowsRequest) => Promise<void>,
): Promise<void> {
  const engine = await openTemporaryStore()
  let made = 0
  const property = fc.asyncProperty(rowsOf(texts), async drawn => {
    const rows = inOrder(drawn)
    const schema = schemaOf(++made, weighted)
    await insertRows(engine, schema, rows)
    await check(engine, rows, { table: `rows_${made}`, columns: schema.columns, weighted, span: null, segment: null })
  })
  await fc.assert(property, { numRuns: 20 })
}

const weightsOf = (rows: readonly Row[], weighted: boolean): number[] => (weighted ? rows.map(row => row.weight) : [])

test.each([false, true])('texts (weighted: %s)', weighted =>
  onTables(
    weighted,
    fc.oneof(
      text,
      fc.string({ unit: 'grapheme', maxLength: 12 }).filter(one => !one.includes('\0')),
    ),
    async (engine, rows, request) => {
      const found = await ask(engine, 'text', { request, known: knownOf(request.columns) })
      if (rows.length === 0) {
        expect(found.size).toBe(0)
        return
      }
      const want = textFromArray(
        rows.map(row => row.text),
        weightsOf(rows, weighted),
      )
      expectAlike(found.get('c_2'), want)
    },
  ),
)

test('half a surrogate pair is what the store makes of it', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  await insertRows(engine, schema, [{ second: 0, x: 1, text: 'a\ud83d', segment: 'north', weight: 1 }])
  const request = { table: 'rows_1', columns: schema.columns, weighted: false, span: null, segment: null }
  const found = await ask(engine, 'text', { request, known: knownOf(schema.columns) })
  expect(found.get('c_2')).toMatchObject({ n: 1, replaced: 1, unfit: 1 })
  expectAlike(found.get('c_2'), textFromArray(['a\ud83d']))
})

test.each([false, true])('vectors (weighted: %s)', weighted =>
  onTables(weighted, text, async (engine, rows, request) => {
    const texts = rows.map(row => row.text)
    const baseline = new Map([['category', new Map([['__proto__', categoryFromArray(['[1,2]', '[2,-1]'])]])]])
    const found = await ask(engine, 'embedding', { request, known: knownOf(request.columns, baseline) })
    // By hand: the mean of (1, 2) and (2, −1).
    const plan = { dimension: 2, centroid: [1.5, 0.5] }
    expect(vectorPlan(categoryFromArray(['[1,2]', '[2,-1]', 'none']).counts)).toEqual(plan)
    if (rows.length === 0) {
      expect(found.size).toBe(0)
      return
    }
    expectAlike(found.get('c_2'), embeddingFromArray(texts, plan, weightsOf(rows, weighted)))
  }),
)

test('vectors of many dimensions have squares only', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  const long = (from: number): string => JSON.stringify(Array.from({ length: 70 }, (_, at) => (from + at) / 8))
  const texts = [long(0), long(-30), '[1]']
  await insertRows(
    engine,
    schema,
    texts.map((one, second) => ({ second, x: 0, text: one, segment: 'north', weight: 1 })),
  )
  const request = { table: 'rows_1', columns: schema.columns, weighted: false, span: null, segment: null }
  const counts = categoryFromArray([long(0)])
  const found = await ask(engine, 'embedding', { request, known: knownOf(schema.columns, new Map([['category', new Map([['__proto__', counts]])]])) })
  expect(found.get('c_2')).toMatchObject({ dimension: 70, diagonal: true, wrongDimension: 1 })
  expectAlike(found.get('c_2'), embeddingFromArray(texts, vectorPlan(counts.counts) ?? { dimension: 0, centroid: [] }))
})

/** Whatever is no value of either kind, apart by its reason. */
const cellOf = (value: number): RowCell => {
  if (!Number.isNaN(value)) return value
  bits.setFloat64(0, value)
  return isAbsent(value) ? `absent ${bits.getBigUint64(0)}` : Number.NaN
}

test('whole rows', () =>
  onTables(false, fc.constantFrom('', 'a', absentText.missing), async (engine, rows, request) => {
    const found = await ask(engine, 'rows', { request, known: knownOf(request.columns) })
    if (rows.length === 0) return
    expectAlike(found.get('*'), rowsFromArray(rows.map(row => [cellOf(row.x), row.text, row.segment])))
  }))

test('runs', () =>
  onTables(false, fc.constantFrom('', 'a', 'a', "it's", absentText.missing, absentText.wrong), async (engine, rows, request) => {
    const found = await ask(engine, 'runs', { request, known: knownOf(request.columns) })
    if (rows.length === 0) {
      expect(found.size).toBe(0)
      return
    }
    expectAlike(found.get('c_2'), runsFromArray(rows.map(({ text: one }) => (isText(one) ? one : null))))
    const texts = (value: number): string => (value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value + 0))
    expectAlike(found.get('f_1'), runsFromArray(rows.map(({ x }) => (Number.isNaN(x) ? null : texts(x)))))
  }))

test('columns, with names that hold quotes', () =>
  onTables(false, fc.constant('a'), async (engine, rows, request) => {
    const found = await ask(engine, 'schema', { request, known: knownOf(request.columns) })
    const columns = [
      { name: 'income "net"', type: 'numeric' },
      { name: '__proto__', type: 'category' },
      { name: 'region', type: 'category' },
    ]
    expectAlike(found.get('*'), { kind: 'schema', n: rows.length, columns })
  }))

test('freshness at the end of a span, and rows from beyond it', () =>
  onTables(false, fc.constant('a'), async (engine, rows, request) => {
    const to = start + 100
    const found = await ask(engine, 'freshness', { request: { ...request, span: { from: start, to } }, known: knownOf(request.columns) })
    const times = rows.map(({ second }) => BigInt(start + second) * 1_000_000_000n)
    expectAlike(found.get('*'), freshnessFromTimes(times, to))
  }))

test('pairs by entity: the latest of each side', async () => {
  const engine = await openTemporaryStore()
  const served = schemaOf(1, false)
  const entity = (columns: RowsRequest['columns']) => columns.map(column => (column.name === 'region' ? { ...column, role: 'entity' as const } : column))
  const columns = entity(served.columns)
  let made = 1
  const side = fc.array(fc.record({ x: number, text: fc.constantFrom('', 'a', absentText.missing), who: fc.integer({ min: 0, max: 5 }) }), { maxLength: 12 })
  const check = async (left: Side, right: Side) => {
    const [ours, theirs] = [++made, ++made]
    const table = (rows: Side): Row[] => rows.map(({ x, text: one, who }, second) => ({ second, x, text: one, segment: `e${who}`, weight: 1 }))
    await insertRows(engine, schemaOf(ours, false), table(left))
    await insertRows(engine, schemaOf(theirs, false), table(right))
    const known = { ...knownOf(columns), offline: { table: `rows_${theirs}`, columns } }
    const found = await ask(engine, 'pairs', { request: { table: `rows_${ours}`, columns, weighted: false, span: null, segment: null }, known })
    const [before, after] = [new Map(left.map(row => [row.who, row])), new Map(right.map(row => [row.who, row]))]
    const both = [...before.keys()].filter(who => after.has(who))
    const alone = before.size + after.size - 2 * both.length
    if (before.size + after.size === 0) {
      expect(found.size).toBe(0)
      return
    }
    const pairsOf = (value: (row: Side[number]) => number | string | null) =>
      pairsFromArray(
        both.map(who => [value(before.get(who) as Side[number]), value(after.get(who) as Side[number])]),
        alone,
      )
    expectAlike(
      found.get('f_1'),
      pairsOf(({ x }) => (isAbsent(x) ? null : x)),
    )
    expectAlike(
      found.get('c_2'),
      pairsOf(({ text: one }) => (isText(one) ? one : null)),
    )
  }
  await fc.assert(fc.asyncProperty(side, side, check), { numRuns: 25 })
})

type Side = readonly { readonly x: number; readonly text: string; readonly who: number }[]
