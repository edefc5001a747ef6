import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { freshnessFromTimes } from '../../../detectors/summaries/freshness.ts'
import { runsFromArray } from '../../../detectors/summaries/runs.ts'
import { textFromArray } from '../../../detectors/summaries/texts.ts'
import { type RowCell, rowsFromArray } from '../../../detectors/summaries/whole-rows.ts'
import { ask, expectAlike, isAbsent, isText, knownOf, onTables, text, weightsOf } from './asked.ts'
import { insertRows, openTemporaryStore, schemaOf, start } from './table.ts'

const bits = new DataView(new ArrayBuffer(8))
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
