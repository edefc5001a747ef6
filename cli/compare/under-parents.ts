import type { JudgedColumn } from './readings.ts'

/** Readings of derived columns stand under the column whose values they are worked out of, with the picture of the one that changed most. */
export function underParents(columns: readonly JudgedColumn[]): JudgedColumn[] {
  const derived = Map.groupBy(
    columns.filter(({ from }) => from !== null),
    ({ from }) => from,
  )
  return columns
    .filter(({ from }) => from === null)
    .map(column => {
      const own = derived.get(column.name) ?? []
      const [first] = own.toSorted((a, b) => b.effect - a.effect)
      if (!first) return column
      return { ...first, name: column.name, from: null, readings: [...column.readings, ...own.flatMap(({ readings }) => readings)] }
    })
}
