import { readRegistry } from '../../contract/index.ts'
import type { RowSummary } from './define-summary.ts'

/** Every kind that is made from rows, by its name: a file in the folder is one. */
export const rowSummaries: ReadonlyMap<string, RowSummary> = await readRegistry<RowSummary>(new URL('./from-rows/', import.meta.url))
