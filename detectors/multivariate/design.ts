import type { SampleSummary } from '../../contract/index.ts'

type Cell = number | string | null

/** Categories of a column that are told apart, and columns of the design in all: the time of a fit grows with its square. */
const levelsMax = 20
const widthMax = 96

/** Part of a row: what one column gives. */
type Part = readonly ((cell: Cell) => number)[]

/**
 * Both sides as rows of numbers, by one recipe learned from them together: numbers standardised, the commonest categories as 0 and 1, and a flag
 * for what is absent, where anything is.
 */
export function designOf(columns: SampleSummary['columns'], rows: readonly (readonly Cell[])[]): Float64Array[] {
  const categories = columns.filter(({ type }) => type === 'category').length
  const levels = categories > 0 ? Math.max(1, Math.min(levelsMax, Math.floor((widthMax - 2 * (columns.length - categories)) / categories) - 1)) : 0
  const parts = columns.map(({ type }, at) => {
    const cells = rows.map(row => row[at] ?? null)
    const flag: Part = cells.includes(null) ? [cell => (cell === null ? 1 : 0)] : []
    return [...(type === 'numeric' ? numberPart(cells) : levelParts(cells, levels)), ...flag]
  })
  return rows.map(row => Float64Array.from(parts.flatMap((part, at) => part.map(one => one(row[at] ?? null)))))
}

function numberPart(cells: readonly Cell[]): Part {
  const present = cells.filter(cell => typeof cell === 'number')
  const mean = present.reduce((sum, x) => sum + x, 0) / present.length
  const deviation = Math.sqrt(present.reduce((sum, x) => sum + (x - mean) ** 2, 0) / present.length)
  return deviation > 0 && Number.isFinite(deviation) ? [cell => (typeof cell === 'number' ? (cell - mean) / deviation : 0)] : []
}

function levelParts(cells: readonly Cell[], levels: number): Part {
  const counts = new Map<Cell, number>()
  for (const cell of cells) if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const ranked = [...counts].sort(([textA, a], [textB, b]) => b - a || (String(textA) < String(textB) ? -1 : 1))
  return ranked.slice(0, levels).map(
    ([level]) =>
      (cell: Cell) =>
        cell === level ? 1 : 0,
  )
}
