import { expect, test } from 'vitest'
import type { RowSummaries, Summary } from '../../../contract/index.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { crossFromRows } from '../../../detectors/summaries/crosses.ts'
import { featuresFromRows, featuresPlan } from '../../../detectors/summaries/fourier.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'
import { type HashedRow, sampleFromRows } from '../../../detectors/summaries/samples.ts'
import { ask, expectAlike, isText, knownOf, onTables, text } from '../summaries/asked.ts'

const columns = [
  { name: 'income "net"', type: 'numeric' },
  { name: '__proto__', type: 'category' },
] as const

test('a sample of whole rows, by the engine and by its twin', () =>
  onTables(false, text, async (engine, rows, request) => {
    const found = await ask(engine, 'sample', { request, known: knownOf(request.columns) })
    if (rows.length === 0) {
      expect(found.size).toBe(0)
      return
    }
    const hashes = await engine.read<{ hash: string }>(`SELECT hex(sipHash64(toInt64(1), id, row)) hash FROM ${request.table} ORDER BY ts`)
    const hashed = rows.map(({ x, text: one }, at): HashedRow => [hashes[at]?.hash ?? '', [x + 0, isText(one) ? one.toWellFormed() : null]])
    expectAlike(found.get('*'), sampleFromRows(hashed, { columns, leftOut: 0 }))
  }))

/** Mean 1, deviation 2 with n − 1: (1 − 2)² + … by hand over −1, 1, 3. */
const baselineOf = (column: Summary) => new Map([['numeric', new Map([['income "net"', column]])]])

test('sums and products of standardised numbers, by the engine and by its twin', () =>
  onTables(false, text, async (engine, rows, request) => {
    const known = knownOf(request.columns, baselineOf(numericFromArray([-1, 1, 3])))
    const found = await ask(engine, 'cross', { request, known })
    if (rows.length === 0) {
      expect(found.size).toBe(0)
      return
    }
    const plan = { columns: ['income "net"'], centers: [1], scales: [2], leftOut: 0 }
    expectAlike(
      found.get('*'),
      crossFromRows(
        rows.map(({ x }) => [x]),
        plan,
      ),
    )
  }))

test('random Fourier features, by the engine and by its twin', () =>
  onTables(false, text, async (engine, rows, request) => {
    const sample: RowSummaries['sample'] = sampleFromRows(
      [-1, 0.5, 3, 4].map((x, at) => [String(at), [x, 'a']] as const),
      { columns, leftOut: 3 },
    )
    const known = knownOf(request.columns, new Map([['sample', new Map([['*', sample]])]]))
    const plan = featuresPlan(sample, { seed: 1, count: 64 })
    const found = await ask(engine, 'features', { request, known })
    if (rows.length === 0 || plan === null) {
      expect(found.size).toBe(0)
      return
    }
    expectAlike(
      found.get('*'),
      featuresFromRows(
        rows.map(({ x }) => [x]),
        plan,
      ),
    )
    expect(found.get('*')?.leftOut).toBe(3)
  }))

test('nothing is made where a column is absent, of another type, or does not vary', () =>
  onTables(false, text, async (engine, _, request) => {
    const constant = knownOf(request.columns, baselineOf(numericFromArray([5, 5, 5])))
    expect((await ask(engine, 'cross', { request, known: constant })).size).toBe(0)
    const known = knownOf(request.columns, new Map([...baselineOf(numericFromArray([1, 2])), ['category', new Map([['__proto__', categoryFromArray(['a'])]])]]))
    const other = request.columns.map(column => ({ ...column, type: 'category' as const }))
    expect((await ask(engine, 'cross', { request: { ...request, columns: other }, known })).size).toBe(0)
    expect((await ask(engine, 'sample', { request: { ...request, columns: other }, known })).size).toBe(0)
  }))
