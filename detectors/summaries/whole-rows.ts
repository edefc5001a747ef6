import type { RowsSummary } from '../../contract/index.ts'

/** A cell of a row as its twin takes it; null where it is absent. */
export type RowCell = number | string | null

/** NaN is like NaN, −0 like 0, and the text "1" is not the number 1. */
const keyOf = (cell: RowCell): string => (typeof cell === 'number' ? `n${String(cell + 0)}` : JSON.stringify(cell))

/** The twin of the engine's statement: rows, how many differ, and pairs that are alike. */
export function rowsFromArray(rows: readonly (readonly RowCell[])[]): RowsSummary {
  const alike = new Map<string, number>()
  for (const row of rows) {
    const key = row.map(keyOf).join(',')
    alike.set(key, (alike.get(key) ?? 0) + 1)
  }
  let pairs = 0
  for (const count of alike.values()) pairs += count * (count - 1)
  return { kind: 'rows', n: rows.length, distinct: alike.size, pairs, possible: rows.length * Math.max(0, rows.length - 1) }
}

/** Both windows together, without the repeats between them, which nobody has counted. */
export const mergeRows = (a: RowsSummary, b: RowsSummary): RowsSummary => ({
  kind: 'rows',
  n: a.n + b.n,
  distinct: a.distinct + b.distinct,
  pairs: a.pairs + b.pairs,
  possible: a.possible + b.possible,
})
