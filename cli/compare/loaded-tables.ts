import type { Engine } from '../../collector/store/store.ts'
import type { PlannedColumn } from './plan.ts'

/** Both tables of a comparison, loaded. */
export interface LoadedTables {
  readonly engine: Engine
  readonly reference: string
  readonly current: string
  readonly columns: readonly PlannedColumn[]
}
