import type { Column, Summary } from '../../contract/index.ts'
import type { Known } from './define-summary.ts'

/** Columns that are looked at together. */
const columnsMax = 64

export interface TableColumns {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[]
  readonly leftOut: number
}

export const isFeature = ({ role }: Column): boolean => role === 'feature'

/** Features of the given types. Of too many, those stay whose values in the baseline say most (entropy of their cells), in the order of the table. */
export function tableColumns({ columns, baseline }: Known, types: readonly Column['type'][]): TableColumns {
  const all = columns.filter(column => isFeature(column) && types.includes(column.type))
  const ranked = all.map(column => ({ column, says: entropyOf(baseline.get(column.type)?.get(column.name)) })).sort((a, b) => b.says - a.says)
  const kept = new Set(ranked.slice(0, columnsMax).map(({ column }) => column))
  return { columns: all.filter(column => kept.has(column)).map(({ name, type }) => ({ name, type })), leftOut: all.length - kept.size }
}

/** Physical names of columns by the sender's; null where one is absent, or of another type. */
export function physicalOf(columns: readonly Column[], wanted: TableColumns['columns']): string[] | null {
  const byName = new Map(columns.map(column => [column.name, column]))
  const found = wanted.flatMap(({ name, type }) => {
    const column = byName.get(name)
    return column?.type === type ? [column.physical] : []
  })
  return found.length === wanted.length && found.length > 0 ? found : null
}

function entropyOf(summary: Summary | undefined): number {
  const counts = summary?.kind === 'numeric' ? summary.cells.counts : summary?.kind === 'category' ? [...summary.counts.values()] : []
  let [total, sum] = [0, 0]
  for (const count of counts) {
    if (!(count > 0)) continue
    total += count
    sum += count * Math.log(count)
  }
  return total > 0 ? Math.log(total) - sum / total : 0
}

/** What is said of columns that are not looked at. */
export const leftOutNote = (leftOut: number): string[] => (leftOut > 0 ? [`${leftOut} columns are not looked at`] : [])

/** What is said of rows with a gap. */
export const incompleteNote = (incomplete: number): string[] => (incomplete > 0 ? [`${incomplete} rows with a gap are left out`] : [])
