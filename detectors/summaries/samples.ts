import type { SampleSummary } from '../../contract/index.ts'
import type { TableColumns } from './table-columns.ts'

/** Rows of a sample. */
export const sampleRowsMax = 2000

/** A row of a table with its hash: 16 hexadecimal digits. */
export type HashedRow = readonly [hash: string, row: SampleSummary['rows'][number]]

const byHash = ([a]: HashedRow, [b]: HashedRow): number => (a < b ? -1 : a > b ? 1 : 0)

/** The twin of the engine's statement. Numbers that are not finite are null. */
export function sampleFromRows(rows: readonly HashedRow[], { columns, leftOut }: TableColumns, size = sampleRowsMax): SampleSummary {
  const kept = [...rows].sort(byHash).slice(0, size)
  const cell = (value: number | string | null) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)
  return { kind: 'sample', n: rows.length, columns, leftOut, hashes: kept.map(([hash]) => hash), rows: kept.map(([, row]) => row.map(cell)) }
}

/** Both windows together: the smallest hashes of either. */
export function mergeSample(a: SampleSummary, b: SampleSummary): SampleSummary {
  const hashed = ({ hashes, rows }: SampleSummary): HashedRow[] => hashes.map((hash, at) => [hash, rows[at] ?? []])
  return { ...sampleFromRows([...hashed(a), ...hashed(b)], a, Math.max(sampleRowsMax, a.rows.length, b.rows.length)), n: a.n + b.n }
}
