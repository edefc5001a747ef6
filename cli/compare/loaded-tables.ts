import type { Engine } from '../../collector/store/store.ts'
import type { PlannedColumn } from './plan.ts'

/** Both tables of a comparison, loaded. */
export interface LoadedTables {
  readonly engine: Engine
  /** Ours, for what is handed over. */
  readonly folder: string
  readonly reference: string
  readonly current: string
  readonly columns: readonly PlannedColumn[]
  /** Both have a `weight` in every row. */
  readonly weighted: boolean
}

/** Rows of a file have no identifier but their place. */
export const numbered = (table: string): string => `(SELECT toUInt64(splitByChar('_', _part)[2]) id, _part_offset row, * FROM ${table})`

/** Rows with their place under the names that order them: names of parts would sort the tenth before the second. */
export const placed = (table: string): string => `(SELECT id _part, row _part_offset, * FROM ${numbered(table)})`

/** Physical column of what rows are paired by. */
export const pairColumn = 'pair'
