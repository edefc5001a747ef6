import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import type { RowSummaries, Summary } from '../../../contract/index.ts'
import { absentBits, absentText } from '../../../detectors/summaries/absent.ts'
import type { Known } from '../../../detectors/summaries/define-summary.ts'
import { rowSummaries } from '../../../detectors/summaries/row-summaries.ts'
import type { RowsRequest } from '../../../detectors/summaries/rows-select.ts'
import { absent, insertRows, openTemporaryStore, type Row, schemaOf } from './table.ts'

export const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0.5, absent('missing'), absent('wrong')))
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
export const text = fc.oneof(fc.constantFrom(...strange, absentText.missing, absentText.wrong), fc.constantFrom(...vectors))

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
export function isAbsent(value: number): boolean {
  bits.setFloat64(0, value)
  const held = bits.getBigUint64(0)
  return held === absentBits.missing || held === absentBits.wrong
}
export const isText = (value: string): boolean => value !== absentText.missing && value !== absentText.wrong

interface Asked {
  readonly request: RowsRequest
  readonly known: Known
}

export async function ask<Kind extends keyof RowSummaries>(
  engine: Engine,
  kind: Kind,
  { request, known }: Asked,
): Promise<ReadonlyMap<string, RowSummaries[Kind]>> {
  const summary = rowSummaries.get(kind)
  if (!summary) throw new Error(`no ${kind}`)
  const plan = summary.plan(known)
  if (plan === null) return new Map()
  const answers: unknown[][] = []
  for (const { sql, params } of summary.select(request, plan)) answers.push(await engine.read(sql, params))
  return summary.read(answers, JSON.parse(JSON.stringify(plan))) as ReadonlyMap<string, RowSummaries[Kind]>
}

export const knownOf = (columns: RowsRequest['columns'], baseline: Known['baseline'] = new Map()): Known => ({ columns, baseline, seed: 1 })

/** Sums to rounding, all else equal. */
export function expectAlike(got: Summary | undefined, want: Summary): void {
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
export async function onTables(
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

export const weightsOf = (rows: readonly Row[], weighted: boolean): number[] => (weighted ? rows.map(row => row.weight) : [])
