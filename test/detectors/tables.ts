import { type Arbitrary, array, constantFrom, double, integer, oneof, record, tuple } from 'fast-check'
import type { Summaries, Summary, SummaryKind } from '../../contract/index.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { numericFromArray, onGrid } from '../../detectors/summaries/numeric.ts'
import { scoresFromRows } from '../../detectors/summaries/scores.ts'
import { sampleOf } from './samples.ts'

// Random summaries for properties: small counts beside large ones, cells that only one side has, weights.

/** Nothing, a few rows, or many. */
const rows = oneof(constantFrom(0, 0, 1, 2), integer({ min: 0, max: 30 }), integer({ min: 0, max: 3000 }))
const keys = ['a', 'b', 'c', 'd', 'e', 'f', '__proto__', 'new'] as const

/** Values with counts, as one row of their weight each: the summary of the rows themselves. */
function counted<Value>(pairs: readonly (readonly [Value, number])[]): { values: Value[]; weights: number[] } {
  const held = pairs.filter(([, count]) => count > 0)
  return { values: held.map(([value]) => value), weights: held.map(([, count]) => count) }
}

const asRows = <Table extends Summaries['numeric'] | Summaries['category']>(table: Table): Table => ({ ...table, n: table.weight, weight2: table.weight })

const category: Arbitrary<Summary> = tuple(array(tuple(constantFrom(...keys), rows), { maxLength: 8 }), constantFrom('rows', 'weights')).map(
  ([pairs, kind]) => {
    const { values, weights } = counted(pairs)
    const table = categoryFromArray(values, weights)
    return kind === 'rows' ? asRows(table) : table
  },
)

const number = oneof(integer({ min: -3, max: 12 }), double({ min: -5, max: 5, noNaN: true }), constantFrom(1e6, -1e6))
const numeric: Arbitrary<Summary> = tuple(array(tuple(number, rows), { maxLength: 24 }), constantFrom('rows', 'weights', 'grid')).map(([pairs, kind]) => {
  const { values, weights } = counted(pairs)
  const table = numericFromArray(Float64Array.from(values), weights)
  if (kind === 'weights') return table
  return kind === 'rows' ? asRows(table) : onGrid(asRows(table), { center: 0, scale: 0.7 })
})

const scoreRow = record({ score: double({ min: 0, max: 1, noNaN: true }), y: constantFrom(true, false, null), decision: constantFrom(true, false) })
const scores: Arbitrary<Summary> = array(scoreRow, { maxLength: 60 }).map(list => scoresFromRows(list.map(row => ({ ...row, weight: 1 }))))

const groups: Arbitrary<Summary> = tuple(rows, double({ min: 0, max: 1, noNaN: true }), rows, double({ min: 0, max: 1, noNaN: true })).map(
  ([a, shareA, d, shareD]) => ({ kind: 'groups', advantaged: 'a', group: 'd', counts: [a, Math.round(a * shareA), d, Math.round(d * shareD)] }),
)

const own: Partial<Record<SummaryKind, Arbitrary<Summary>>> = { category, numeric, scores, groups }

/** A draw of the kind's own sample, moved or not, of any size: where a kind has no table of its own. */
const drawn = (kind: SummaryKind): Arbitrary<Summary> =>
  tuple(integer({ min: 1, max: 2 ** 30 }), integer({ min: 0, max: 600 }), constantFrom('draw', 'shifted')).map(([seed, count, how]) =>
    how === 'draw' ? sampleOf(kind).draw(seed, count) : sampleOf(kind).shifted(seed, count),
  )

export const tablesOf = (kind: SummaryKind): Arbitrary<Summary> => own[kind] ?? drawn(kind)
