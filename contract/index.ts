export { type Action, type ActionContext, type Address, type Delivery, type DeliveryResult, defineAction, type Resolve } from './action.ts'
export { Alert } from './alert.ts'
export { BaselineRule, seasonProperties } from './baseline-rule.ts'
export type { Cells } from './cells.ts'
export type { Clock } from './clock.ts'
export { CompareRequest, Comparison, type WindowWish } from './compare.ts'
export { type ColumnContent, columnContents, hardlyRepeats, storedAs } from './content.ts'
export { cursorOf, opaque } from './cursor.ts'
export {
  type Deciding,
  type Decision,
  type Detector,
  defineDetector,
  type Measure,
  noSettings,
  type ShownMetric,
  type Tally,
  type Wording,
} from './detector.ts'
export { hostsSetting, tokenSetting } from './door-settings.ts'
export { dayMs, hourMs, minuteMs } from './durations.ts'
export { Failure, type FailureCode, failureCodes, retryable } from './failure.ts'
export type { Inference, Values } from './inference.ts'
export { type JsonLimits, scanJson } from './json-scan.ts'
export { Label } from './label.ts'
export { limits } from './limits.ts'
export { isLoopback } from './loopback.ts'
export {
  type Column,
  type ColumnRole,
  type ColumnSide,
  type ColumnType,
  columnOf,
  type DerivedFrom,
  ModelDeclaration,
  type ModelSchema,
  rowTable,
} from './model.ts'
export { attributes, batchAttributes, detectorNames, events, headers, metrics, modelAliases, paths, readingNotes, tables } from './names.ts'
export { nearest } from './nearest.ts'
export {
  definePreset,
  type Preset,
  type PresetColumn,
  type PresetMethod,
  type PresetOptions,
  type PresetReference,
  type PresetSummary,
  type Said,
} from './preset.ts'
export { defineProtocol, type Exchange, type Parsed, type Protocol } from './protocol.ts'
export { checked, checkedQuery, filters, paging } from './query.ts'
export { readEntry, readRegistry } from './registry.ts'
export { retryAfterMs } from './retry-after.ts'
export { parseTime, readTimeMs } from './rfc3339.ts'
export type {
  CrossSummary,
  EmbeddingSummary,
  EndRun,
  FeaturesSummary,
  FreshnessSummary,
  PairsSummary,
  RowSummaries,
  RowsSummary,
  RunsSummary,
  SampleSummary,
  SchemaSummary,
  TextSummary,
} from './row-summary.ts'
export {
  defineSequential,
  type Raise,
  type Sequential,
  type SequentialAlarm,
  type SequentialState,
  sequentialSettings,
} from './sequential.ts'
export { seriesKey } from './series.ts'
export { defaults, environmentSource, readSettings, type SettingSource, unknownVariables, variableOf } from './settings.ts'
export { type MadeBy, Reading, Reproduction, Signal, Verdict } from './signal.ts'
export type { CategorySummary, GroupsSummary, NumericSummary, ScoresSummary, Summaries, Summary, SummaryKind, VolumeSummary } from './summary.ts'
export { wholeSetting } from './whole-setting.ts'
