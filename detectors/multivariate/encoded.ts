import type { SampleSummary } from '../../contract/index.ts'

/** How a column of a sample becomes a number: the number itself, or how frequent the category is in the baseline. Absent: the mean, or the commonest. */
type Encode = (cell: number | string | null) => number

export interface Encoding {
  readonly encode: readonly Encode[]
  readonly centers: readonly number[]
  /** 1 where a column is constant. */
  readonly scales: readonly number[]
}

/** @param lost  degrees of freedom that a deviation loses: 1, or 0 as of a population */
export function encodingOf(baseline: SampleSummary, lost: 0 | 1): Encoding {
  const encode = baseline.columns.map(({ type }, at) => {
    const cells = baseline.rows.map(row => row[at] ?? null)
    return type === 'numeric' ? numberOf(cells) : frequencyOf(cells)
  })
  const moments = encode.map((one, at) =>
    spread(
      baseline.rows.map(row => one(row[at] ?? null)),
      lost,
    ),
  )
  return { encode, centers: moments.map(({ center }) => center), scales: moments.map(({ scale }) => scale || 1) }
}

/** Rows as standardised numbers. */
export const encodedRows = ({ rows }: SampleSummary, { encode, centers, scales }: Encoding): Float64Array[] =>
  rows.map(row => Float64Array.from(encode, (one, at) => (one(row[at] ?? null) - (centers[at] ?? 0)) / (scales[at] ?? 1)))

function numberOf(cells: readonly (number | string | null)[]): Encode {
  const present = cells.filter(cell => typeof cell === 'number')
  const mean = present.length > 0 ? present.reduce((sum, x) => sum + x, 0) / present.length : 0
  return cell => (typeof cell === 'number' ? cell : mean)
}

/** A category that the baseline never saw has frequency 0. */
function frequencyOf(cells: readonly (number | string | null)[]): Encode {
  const counts = new Map<unknown, number>()
  for (const cell of cells) if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1 / cells.length)
  const commonest = Math.max(0, ...counts.values())
  return cell => (cell === null ? commonest : (counts.get(cell) ?? 0))
}

function spread(values: readonly number[], lost: 0 | 1): { readonly center: number; readonly scale: number } {
  const center = values.reduce((sum, x) => sum + x, 0) / values.length
  const square = values.reduce((sum, x) => sum + (x - center) ** 2, 0)
  const constant = square <= 1e-24 * values.length * center ** 2
  return { center, scale: constant || values.length <= lost ? 0 : Math.sqrt(square / (values.length - lost)) }
}
