/** The front door: other rooms import from here. */
export { defineTable, type Table } from './define-table.ts'
export type { Block, BlockColumn, Engine, Param, Params, ReadLimits } from './engine.ts'
export { StoreSettings } from './settings.ts'
