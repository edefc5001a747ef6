import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CategorySummary, type ModelSchema, type NumericSummary, tables } from '../../../contract/index.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray, named } from '../../../detectors/summaries/category.ts'
import { nameInsert, nameRead } from '../../../detectors/summaries/names-select.ts'
import { numericFromArray, onGrid } from '../../../detectors/summaries/numeric.ts'
import { categoryOfLine, numericOfLine } from '../../../detectors/summaries/pane-lines.ts'
import { dirtyPanes, type PaneLine, type PaneSpan, paneRead } from '../../../detectors/summaries/pane-read.ts'
import { paneInsert } from '../../../detectors/summaries/pane-select.ts'
import {
  type CategoryRowsLine,
  categoryOfRows,
  categoryRows,
  type NumericRowsLine,
  numericOfRows,
  numericRows,
} from '../../../detectors/summaries/rows-select.ts'
import { absent, insertRows, openTemporaryStore, type Row, schemaOf, start, texts } from './table.ts'

const grid = { center: 10, scale: 4 }
const grids = new Map([['f_1', grid]])
const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, absent('missing'), absent('wrong')),
)
const rows = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 2 * 3600 - 1 }),
    x: number,
    text: fc.constantFrom(...texts),
    segment: fc.constantFrom('north', 'south', 'sea', absentText.missing),
    // Halves and quarters: sums of weights are exact in any order.
    weight: fc.integer({ min: 1, max: 12 }).map(quarters => quarters / 4),
  }),
  { maxLength: 60 },
)

const expectedOf = (list: readonly Row[], weighted: boolean) => {
  const weights = weighted ? list.map(row => row.weight) : []
  return {
    f_1: onGrid(
      numericFromArray(
        Float64Array.from(list, row => row.x),
        weights,
      ),
      grid,
    ),
    c_2: categoryFromArray(
      list.map(row => row.text),
      weights,
    ),
  }
}

/** Counts, cells and ends are equal; sums of powers to rounding. */
function expectNumeric(got: NumericSummary | undefined, want: NumericSummary): void {
  if (!got) throw new Error(`no numeric summary for ${want.n} rows`)
  expect({ ...got, moments: null }).toEqual({ ...want, moments: null })
  for (const [power, sum] of want.moments.entries()) expect(got.moments[power]).toBeCloseTo(sum, 6 - Math.ceil(Math.log10(1 + Math.abs(sum))))
}

function expectCategory(got: CategorySummary | undefined, want: CategorySummary): void {
  if (!got) throw new Error(`no category summary for ${want.n} rows`)
  expect({ ...got, counts: Object.fromEntries(got.counts) }).toEqual({ ...want, counts: Object.fromEntries(want.counts) })
}

const spanOf = (schema: ModelSchema, change: Partial<PaneSpan> = {}): PaneSpan => ({
  schema,
  grid: 1,
  spans: [{ from: start, to: start + 7200 }],
  level: 3600,
  sliceSeconds: null,
  segment: null,
  ...change,
})

test.each([false, true])('panes of random rows are what the twin makes of the same arrays (weighted: %s)', async weighted => {
  const engine = await openTemporaryStore()
  let number = weighted ? 1000 : 0
  const check = async (list: readonly Row[]) => {
    const schema = schemaOf(++number, weighted)
    await insertRows(engine, schema, list)
    const due = { schema, grids, grid: 1, version: 1 }
    const minutes = [...new Set(list.map(row => start + row.second - (row.second % 60)))].sort((a, b) => a - b)
    const write = async ({ sql, params }: ReturnType<typeof paneInsert>) => engine.write(sql, params)
    if (minutes.length > 0) await write(paneInsert({ ...due, stepSeconds: 60, panes: minutes, segments: new Map() }))
    await write(paneInsert({ ...due, stepSeconds: 3600, panes: [start, start + 3600], segments: new Map([['c_3', ['north', 'south']]]) }))
    const names = nameInsert(schema, start, start + 7200)
    if (names) await engine.write(names.sql, names.params)

    const read = async (span: PaneSpan) => {
      const { sql, params } = paneRead(span)
      const lines = await engine.read<PaneLine>(sql, params)
      const [numbers, words] = ['f_1', 'c_2'].map(col => lines.find(line => line.at === span.spans[0]?.from && line.col === col))
      return { lines, numbers: numbers && numericOfLine(numbers, grid), words: words && categoryOfLine(words, weighted) }
    }
    const known = await engine.read<{ col: string; key: string; name: string }>(nameRead(schema).sql)
    const textsOf = new Map(known.filter(({ col }) => col === 'c_2').map(({ key, name }) => [key, name]))
    const compare = async (span: PaneSpan, kept: (row: Row) => boolean) => {
      const part = list.filter(kept)
      const { lines, numbers, words } = await read(span)
      expect(lines.length === 0).toBe(part.length === 0)
      if (part.length === 0) return
      const want = expectedOf(part, weighted)
      expectNumeric(numbers, want.f_1)
      expectCategory(words && named(words, textsOf), want.c_2)
    }
    await compare(spanOf(schema), () => true)
    await compare(spanOf(schema, { spans: [{ from: start + 300, to: start + 3900 }], level: 'both' }), row => row.second >= 300 && row.second < 3900)
    await compare(
      spanOf(schema, { spans: [{ from: start + 600, to: start + 900 }], level: 60, sliceSeconds: 300 }),
      row => row.second >= 600 && row.second < 900,
    )
    await compare(spanOf(schema, { segment: { column: 'c_3', value: 'north' } }), row => row.segment === 'north')
    await compare(spanOf(schema, { segment: { column: 'c_3', value: absentText.other } }), row => row.segment !== 'north' && row.segment !== 'south')
  }
  await fc.assert(fc.asyncProperty(rows, check), { numRuns: 25 })
})

test.each([false, true])('rows read exactly are what the twin makes of the same arrays (weighted: %s)', async weighted => {
  const engine = await openTemporaryStore()
  let number = 0
  const check = async (list: readonly Row[]) => {
    const schema = schemaOf(++number, weighted)
    await insertRows(engine, schema, list)
    const request = {
      table: `rows_${schema.number}`,
      columns: schema.columns,
      weighted,
      span: { from: start, to: start + 3600 },
      segment: { column: 'c_3', value: 'sea' },
    }
    const part = list.filter(row => row.second < 3600 && row.segment === 'sea')
    const numeric = numericRows(request)
    const [line] = await engine.read<NumericRowsLine>(numeric.sql, numeric.params)
    const category = categoryRows(request)
    const categories = await engine.read<CategoryRowsLine>(category.sql, category.params)
    expect(line === undefined).toBe(part.length === 0)
    if (!line) return
    const weights = weighted ? part.map(row => row.weight) : []
    expectNumeric(
      numericOfRows(line),
      numericFromArray(
        Float64Array.from(part, row => row.x),
        weights,
      ),
    )
    const texts = categories.find(({ col }) => col === 'c_2')
    expectCategory(
      texts && categoryOfRows(texts),
      categoryFromArray(
        part.map(row => row.text),
        weights,
      ),
    )
  }
  await fc.assert(fc.asyncProperty(rows, check), { numRuns: 25 })
})

test('late rows make their panes dirty, and only those, until the panes are made again', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  const list = Array.from({ length: 120 }, (_, second): Row => ({ second: second * 60, x: second, text: 'a', segment: 'north', weight: 1 }))
  await insertRows(engine, schema, list)
  const make = (panes: number[], version: number) => {
    const { sql, params } = paneInsert({ schema, grids, grid: 1, version, stepSeconds: 3600, panes, segments: new Map() })
    return engine.write(sql, params)
  }
  const dirty = async () => {
    const lines = await engine.read<{ p: number }>(dirtyPanes(schema, { grid: 1, stepSeconds: 3600, from: start, to: start + 7200, segments: 0 }).sql)
    return lines.map(({ p }) => ({ p }))
  }
  expect(await dirty()).toEqual([{ p: start }, { p: start + 3600 }])
  await make([start, start + 3600], 1)
  expect(await dirty()).toEqual([])
  await engine.write(`INSERT INTO rows_1 (ts, f_1, c_2, c_3) SELECT fromUnixTimestamp(${start + 3700}), 1, 'late', 'north'`)
  expect(await dirty()).toEqual([{ p: start + 3600 }])
  await make([start + 3600], 2)
  expect(await dirty()).toEqual([])
})

test('over a thousand values a pane lists the most frequent, counts them all, and merged panes estimate their number', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  await insertRows(engine, schema, [])
  // Two hours of 6,000 texts, 3,000 of them in both; the text "often" a thousand times an hour: 9,001 texts.
  await engine.write(`INSERT INTO rows_1 (ts, c_2, c_3) SELECT fromUnixTimestamp(${start} + intDiv(number, 7000) * 3600),
    if(number % 7000 < 1000, 'often', toString(number % 7000 + intDiv(number, 7000) * 3000)), 'north' FROM numbers(14000)`)
  const { sql, params } = paneInsert({ schema, grids, grid: 1, version: 1, stepSeconds: 3600, panes: [start, start + 3600], segments: new Map() })
  await engine.write(sql, params)
  const stored = await engine.read<{ uniq: string; listed: string }>(`SELECT uniq, length(key) listed FROM ${tables.panes} FINAL WHERE col = 'c_2'`)
  expect(stored).toEqual([
    { uniq: '6001', listed: '1000' },
    { uniq: '6001', listed: '1000' },
  ])
  const read = paneRead(spanOf(schema), ['c_2'])
  const [line] = await engine.read<PaneLine>(read.sql, read.params)
  if (!line) throw new Error('no line')
  const merged = categoryOfLine(line, false)
  expect(Math.max(...merged.counts.values())).toBe(2000)
  expect(merged.rest + [...merged.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(14_000)
  // 512 smallest hashes: standard error 4.4 %; three of them.
  expect(Math.abs(merged.distinct / 9001 - 1)).toBeLessThan(0.135)
})
