import { type Detector, dayMs, hourMs, type ModelSchema, minuteMs, rowTable } from '../../contract/index.ts'
import { type Engine, eventSpan, type HistoryRow, readBaseline, readDeclaration, readHistory, readNames, readProgress, writeProgress } from '../store/store.ts'
import { type Baseline, saidOf, storedBaseline, type UnlearnedSeries } from './baseline.ts'
import { type GridPlan, learnGrid } from './grid.ts'
import { type HistoryPoint, historyOf } from './judging/history.ts'
import { seasonHours } from './judging/season-hours.ts'
import { floorTo, type Span } from './schedule.ts'
import type { Season } from './season.ts'
import { type Length, lengths, type PlannedSeries } from './series.ts'
import type { Detectors } from './series-plan.ts'
import type { WatchSettings } from './settings.ts'
import { emptySource, type Source } from './source.ts'
import { emptyTrack } from './track.ts'
import { indexOf, type JudgedSeries, type Remembered, type Watched, type WatchedSeries } from './watched.ts'

/** Names under which progress is remembered. */
export const remembered = { grid: 'grid', judged: 'judged', source: 'source' } as const

/** Reads what is known of a model version: its baseline with history, and how far it was judged. Tracks are filled afterwards. */
export async function loadWatched(engine: Engine, known: Pick<Known, 'detectors' | 'windows'>, watched: Watched, schema: ModelSchema): Promise<void> {
  const stored = await readBaseline(engine, { model: watched.model, version: watched.version })
  const judged = (await readProgress(engine, schema.number, remembered.judged)) as Remembered | undefined
  if (judged) {
    // A length that was not judged before begins where the day stands.
    for (const length of Object.keys(watched.judgedMs) as Length[]) watched.judgedMs[length] = judged.judgedMs[length] || judged.judgedMs['24h']
    watched.judgedVersion = judged.version ?? null
    for (const [toMs, window] of judged.labelled) watched.labelled.set(toMs, window)
  }
  if (!stored) return
  const baseline = storedBaseline(stored.body)
  useBaseline(watched, baseline, { ...known, history: await readHistory(engine, stored.hash), source: await findStaged(engine, baseline) })
}

interface Known {
  readonly detectors: Detectors
  /** At which lengths columns of the whole model are judged. */
  readonly windows: readonly Length[]
  readonly history: ReadonlyMap<string, readonly HistoryRow[]>
  readonly source: Source | null
}

/** Takes a baseline into use, and where its panes are, at once: series with their references and history, tracks empty. */
export function useBaseline(watched: Watched, baseline: Baseline, known: Known): void {
  const series = baseline.series.flatMap(one => seriesOf(one, known, baseline.season) ?? [])
  watched.baseline = baseline
  watched.baselineSource = known.source
  watched.broken.clear()
  // A new start tells of them again: they are broken until there is another baseline.
  for (const { key, complaint } of baseline.unlearned) watched.broken.set(key, { error: new Error(complaint), told: false })
  watched.unlearned = baseline.unlearned.flatMap(one => unlearnedOf(one, known) ?? [])
  watched.series = new Map(series.map(one => [one.series.key, one]))
  watched.index = indexOf(series, name => known.detectors.get(name)?.reads ?? [])
}

/** Columns of the whole model are judged at the lengths of the settings, whatever these were when the baseline was learned. */
const lengthened = <Planned extends PlannedSeries>(series: Planned, windows: readonly Length[]): Planned =>
  series.group === 'columns' ? { ...series, lengths: windows } : series

function unlearnedOf(series: UnlearnedSeries, { detectors, windows }: Pick<Known, 'detectors' | 'windows'>): JudgedSeries | null {
  const detector = detectors.get(series.detector)
  return detector?.deciding ? { series: lengthened(series, windows), unit: detector.unit, labelled: isLabelled(detector) } : null
}

const isLabelled = (detector: Detector): boolean => detector.reads.includes('scores')

function seriesOf(
  { tally, hours, ...learned }: Baseline['series'][number],
  known: Pick<Known, 'detectors' | 'windows' | 'history'>,
  season: Season | undefined,
): WatchedSeries | null {
  // Windows of more than a day hold every hour of the week: a season says nothing of them.
  const series = lengthened(learned, season ? known.windows.filter(length => lengths[length].ms <= dayMs) : known.windows)
  const detector = known.detectors.get(series.detector)
  // A detector that was taken out of the code since is no longer judged.
  if (!detector?.deciding) return null
  const points = (known.history.get(series.key) ?? []) as readonly (HistoryRow & HistoryPoint)[]
  return {
    series,
    deciding: detector.deciding,
    unit: detector.unit,
    labelled: isLabelled(detector),
    volume: detector.reads.includes('volume'),
    reference: Float64Array.from(tally),
    ...(hours && season ? { hours: seasonHours(hours, tally.length, season) } : {}),
    track: emptyTrack(series.stepMs, tally.length),
    blamed: new Map(),
    history: historyOf(points),
    learned: null,
    learnedDay: Number.NaN,
  }
}

/**
 * A schema's source with its grid: as remembered, else that of the baseline, else learned from the first rows.
 *
 * @returns null while there are too few rows for a grid
 */
export async function openSource(
  engine: Engine,
  schema: ModelSchema,
  baseline: Baseline | null,
  settings: WatchSettings & { readonly nowMs: number },
): Promise<Source | null> {
  const found = await eventSpan(engine, schema, settings.nowMs + settings.futureMs)
  if (!found) return null
  const kept = (await readProgress(engine, schema.number, remembered.grid)) as GridPlan | undefined
  const plan = kept ?? baseline?.grid ?? (found.rows < settings.gridRows ? null : await firstGrid(engine, schema, found, settings))
  if (!plan) return null
  if (!kept) await writeProgress(engine, schema.number, remembered.grid, { version: BigInt(settings.nowMs), value: plan })
  const source = Object.assign(emptySource(schema, plan), { firstMs: found.firstMs, newestMs: found.newestMs, receivedMs: found.receivedMs, rows: found.rows })
  source.names = await readNames(engine, schema)
  markDirty(source, { fromMs: Math.max(found.firstMs, found.newestMs - settings.rowLatenessMs), toMs: found.newestMs + 1 })
  return source
}

async function firstGrid(
  engine: Engine,
  schema: ModelSchema,
  found: { readonly firstMs: number; readonly newestMs: number },
  settings: WatchSettings,
): Promise<GridPlan> {
  const said = saidOf(await readDeclaration(engine, schema.model), new Map())
  const rows = { table: rowTable(schema), spans: [{ fromMs: found.firstMs, toMs: found.newestMs + 1 }] }
  return learnGrid(engine, schema, rows, { number: 1, valuesMax: settings.segmentValuesMax, rowsMax: settings.gridRows, said })
}

/** Every pane of a span is to be held against its rows. */
export function markDirty(source: Source, span: Span): void {
  for (let at = floorTo(span.fromMs, minuteMs); at < span.toMs; at += minuteMs) source.minutes.add(at)
  for (let at = floorTo(span.fromMs, hourMs); at < span.toMs; at += hourMs) source.hours.add(at)
}

/** Where the panes of a baseline from a file are, as it was left by `learnFile`. */
export async function findStaged(engine: Engine, baseline: Baseline): Promise<Source | null> {
  if (baseline.source.kind !== 'file') return null
  const kept = (await readProgress(engine, baseline.schema, remembered.source)) as
    | { schema: ModelSchema; plan: GridPlan; firstMs: number; newestMs: number }
    | undefined
  if (!kept) return null
  const { schema, plan, firstMs, newestMs } = kept
  // Without its names every category of the baseline would look like one never seen.
  return Object.assign(emptySource(schema, plan), { firstMs, newestMs, names: await readNames(engine, schema) })
}
