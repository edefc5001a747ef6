import type { Summary, SummaryKind } from '../../contract/index.ts'
import { categoryFromArray, mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeNumeric, numericFromArray } from '../../detectors/summaries/numeric.ts'
import type { Slice } from './flights.ts'

/** The columns that are watched. */
export const columns: ReadonlyMap<keyof Slice, SummaryKind> = new Map([
  ['distance', 'numeric'],
  ['score', 'numeric'],
  ['origin', 'category'],
  ['destination', 'category'],
])

export type ColumnSummaries = ReadonlyMap<keyof Slice, Summary>

/** One grid for all slices of a column, so that their moments add up; cells are exact. */
const grids = { distance: { center: 600, scale: 500 }, score: { center: 0.2, scale: 0.1 } }

export const summarise = ({ distance, score, origin, destination }: Slice): ColumnSummaries =>
  new Map<keyof Slice, Summary>([
    ['distance', numericFromArray(distance, [], grids.distance)],
    ['score', numericFromArray(score, [], grids.score)],
    ['origin', categoryFromArray(origin)],
    ['destination', categoryFromArray(destination)],
  ])

/** Two summaries of one column together. */
export function merge(a: Summary, b: Summary): Summary {
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b)
  if (a.kind === 'category' && b.kind === 'category') return mergeCategory(a, b)
  throw new TypeError(`${a.kind} and ${b.kind} do not add up`)
}
