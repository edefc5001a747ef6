/** The front door: other rooms import from here. */
export { absentBits, absentText } from '../../detectors/summaries/absent.ts'
export { type AlertRecord, alertsAfter, appendAlerts, listAlerts, readAlert, readFolds, type StoredAlert } from './alerts.ts'
export { findArrivals } from './arrivals.ts'
export { baselinesLike, insertBaseline, type ListedBaseline, listBaselines, readBaseline } from './baselines.ts'
export { type NumericProfile, profileNumbers, quantileShares, type RowSpan, topTexts } from './columns.ts'
export { rowContents } from './contents.ts'
export type { Block, BlockColumn, Engine } from './engine.ts'
export { type FileSource, openFile } from './file-source.ts'
export { columnTypes, type FileColumn, type FileLoad, fileContents, loadFile } from './file-table.ts'
export { type FoundRow } from './found-row.ts'
export { type HistoryRow, insertHistory, readHistory } from './history.ts'
export { storedId } from './ids.ts'
export type { InferredContent } from './infer-content.ts'
export { declaredContent, namedLikeIdentifier, namedLikeMoment } from './infer-role.ts'
export { type ObservedColumn } from './infer-schema.ts'
export { findNewLabels, findStaleHours, type LabelNews, makeLabelled, readGroups, readLabelled, type ScoresSlice, type StaleHour } from './labelled.ts'
export { type IncomingLabel, insertLabels, monthOf } from './labels.ts'
export { largeNumbers } from './large-numbers.ts'
export { type LatestSignal, latestSignals } from './latest-signals.ts'
export { learnNumbers } from './learned-numbers.ts'
export { declaredLabels, declareModel, ensureSchema, latestSchema, listSchemas, readDeclaration, type SchemaSettings } from './models.ts'
export { openScratch, openStore } from './open-store.ts'
export { appendGone, appendOutbox, type OutboxEntry, type OutboxState, readOutbox } from './outbox.ts'
export {
  addNames,
  type Cut,
  countNames,
  eventSpan,
  findDirtyPanes,
  madeSince,
  makePanes,
  type Names,
  newestVersion,
  readMadeSlices,
  readNames,
  readSlices,
  type Slice,
} from './panes.ts'
export { resolvePendingLabels } from './pending.ts'
export { readProgress, writeProgress } from './progress.ts'
export { eraseOld } from './retention.ts'
export { countRows, listRows } from './row-pages.ts'
export { blockType, rowColumns } from './row-table.ts'
export { findRows, insertRows, knownBatches, rowsOfBatch } from './rows.ts'
export { StoreSettings } from './settings.ts'
export type { JudgedSignal } from './signal-block.ts'
export { insertSignals, judgedWindows, type KnownSignal, listSignals, newestSignal, plainSignal, type StoredSignal, signalsAfter } from './signals.ts'
export { alarmedSpans, type Held, heldInSpans } from './span-rows.ts'
export { dropUpload, stageRows } from './staged-rows.ts'
export { quoted } from './statement.ts'
export { openTotals, type VersionTotals, versionRows } from './totals.ts'
