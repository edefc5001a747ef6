/** The front door: other rooms import from here. */
export { absentBits, absentText } from '../../detectors/summaries/absent.ts'
export { defineTable, type Table } from './define-table.ts'
export type { Block, BlockColumn, Engine, InsertOptions, Param, Params, ReadLimits } from './engine.ts'
export { columnTypes, type FileColumn, type FileSource, loadFile, openFile } from './file-table.ts'
export { openStore } from './open-store.ts'
export { StoreSettings } from './settings.ts'
