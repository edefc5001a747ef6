import { type Detector, dayMs, defaults, detectorNames, hourMs, type ModelSchema, type Reading, seriesKey } from '../../contract/index.ts'
import { judgeShown } from '../../detectors/calibration/beside.ts'
import { type ColumnSummary, isColumn } from '../../detectors/cells/present.ts'
import type { Engine } from '../store/store.ts'
import { type Baseline, type ColumnProfile, spansOf } from './baseline.ts'
import { type Broken, unlessBroken } from './broken.ts'
import { type Fact, merged } from './facts.ts'
import { importedFact, isFine } from './imported-facts.ts'
import { wholeFacts } from './refresh.ts'
import { floorTo, joinSpans, type Span, type Window } from './schedule.ts'
import { covers, sameSpans } from './season.ts'
import { applies, type Detectors } from './series-plan.ts'
import { type About, type Draft, shownSignal } from './signal-of.ts'
import { wholeSpans } from './source.ts'
import type { Watched } from './watched.ts'

/** Columns of the whole model by the hour. */
type Hours = Map<number, Map<string, ColumnSummary>>

/** What the detectors beside the deciding ones need: the baseline as a whole, and the last day by the hour. */
export interface Shown {
  baseline: ReadonlyMap<string, ColumnSummary> | null
  readonly hours: Hours
}

export const emptyShown = (): Shown => ({ baseline: null, hours: new Map() })

/** The detector whose verdict and threshold the shown ones take over, in their own unit. */
const deciding = detectorNames.distribution
const keptHours = 26

/** Windows that the shown detectors look at: those of an hour and of a day that end at a full hour. */
export const isShown = ({ length, toMs }: Window): boolean => (length === '1h' || length === '24h') && toMs % hourMs === 0

/** Rewritten hours are to be read again. */
export function forgetHours({ hours }: Shown, spans: readonly Span[]): void {
  for (const { fromMs, toMs } of spans) for (let at = fromMs; at < toMs; at += hourMs) hours.delete(at)
}

/** Hours of the windows that are not at hand. An hour without rows is at hand, empty. */
export function missingHours({ hours }: Shown, windows: readonly Span[]): Span[] {
  const missing: Span[] = []
  for (const { fromMs, toMs } of joinSpans(windows)) {
    for (let at = fromMs; at < toMs; at += hourMs) if (!hours.has(at)) missing.push({ fromMs: at, toMs: at + hourMs })
  }
  return joinSpans(missing)
}

/** Reads hours that are not at hand. */
export async function refreshHours(engine: Engine, watched: Watched, shown: Shown, span: Span): Promise<void> {
  const byHour = new Map<number, Map<string, ColumnSummary>>()
  for (const source of watched.sources) {
    for (const fact of await wholeFacts(engine, source, { spans: [span], whole: hourMs })) addFact(byHour, fact)
  }
  for (let at = span.fromMs; at < span.toMs; at += hourMs) shown.hours.set(at, byHour.get(at) ?? new Map())
}

/** Hours that no window after `endMs` needs. */
export function forgetHoursBefore({ hours }: Shown, endMs: number): void {
  for (const startMs of hours.keys()) if (startMs < endMs - keptHours * hourMs) hours.delete(startMs)
}

/** Windows of a day of ends at a time, in order: so many hours are held at once, however many windows are due. */
export const windowsByDay = (windows: readonly Window[]): Window[][] => [
  ...Map.groupBy(
    [...windows].sort((a, b) => a.toMs - b.toMs),
    ({ toMs }) => floorTo(toMs, dayMs),
  ).values(),
]

function addFact(hours: Hours, { startMs, subject, summary }: Fact): void {
  if (!isColumn(summary)) return
  const columns = hours.get(startMs) ?? new Map<string, ColumnSummary>()
  hours.set(startMs, columns)
  columns.set(subject, merged(columns.get(subject), summary))
}

/** What a window is held against: of a seasonal baseline its own hours, of any other all of it. */
export async function referenceColumns(
  engine: Engine,
  watched: Watched,
  shown: Pick<Shown, 'baseline'>,
  window: Window,
): Promise<NonNullable<Shown['baseline']>> {
  const season = watched.baseline?.season
  return season && covers(season, window) ? columnsOf(engine, watched, sameSpans(season, window)) : (shown.baseline ??= await baselineColumns(engine, watched))
}

/** The baseline as one slice, by column. */
export async function baselineColumns(engine: Engine, watched: Watched): Promise<Map<string, ColumnSummary>> {
  if (watched.baseline?.source.kind === 'import') return importedColumns(watched.baseline, watched.sources.at(-1)?.schema)
  return columnsOf(engine, watched, watched.baseline?.span ? spansOf(watched.baseline) : null)
}

/** @param spans  of the baseline; null where it has no event time, for all of its rows */
async function columnsOf(engine: Engine, { baseline, baselineSource, sources }: Watched, spans: readonly Span[] | null): Promise<Map<string, ColumnSummary>> {
  const source = baselineSource ?? sources.find(one => one.schema.number === baseline?.schema)
  const asked = spans ?? (source && baseline ? wholeSpans(source) : [])
  const facts = !source || asked.length === 0 ? [] : await wholeFacts(engine, source, { spans: asked, whole: null })
  return new Map(facts.flatMap(({ subject, summary }) => (isColumn(summary) ? [[subject, summary] as const] : [])))
}

/** Of buckets only the deciding detectors know where their ends are; what is shown would take their width for a change. */
function importedColumns({ imported = [] }: Baseline, schema: ModelSchema | undefined): Map<string, ColumnSummary> {
  const fine = imported.filter(isFine)
  const facts = fine.flatMap(said => (schema?.columns ?? []).filter(({ name }) => name === said.name).map(column => importedFact(column, said)))
  return new Map(facts.flatMap(({ subject, summary }) => (isColumn(summary) ? [[subject, summary] as const] : [])))
}

/** Readings of the detectors that do not decide, for one window, with the threshold and verdict of the one that does. */
export function showWindow(
  shown: Shown,
  detectors: Detectors,
  about: About,
  by: { readonly schema: ModelSchema; readonly decided: ReadonlyMap<string, Draft>; readonly broken: Broken; readonly profiles: readonly ColumnProfile[] },
): Draft[] {
  const { schema, decided, broken, profiles } = by
  const { baseline } = shown
  if (!baseline) return []
  const beside = [...detectors.values()].filter(detector => !detector.deciding)
  return Array.from(windowColumns(shown.hours, about.window)).flatMap(([subject, window]) => {
    const reference = baseline.get(subject)
    const known = { column: schema.columns.find(one => one.name === subject), content: profiles.find(one => one.name === subject)?.content }
    if (reference?.kind !== window.kind) return []
    const fact = { subject, segment: '', summary: window }
    return beside
      .filter(detector => applies(detector, fact, known))
      .flatMap(detector => {
        const reading = unlessBroken(broken, seriesKey({ detector: detector.name, subject, segment: '' }), () =>
          readingOf(detector, { subject, reference, window }, decided.get(subject)),
        )
        return reading ? [shownSignal(about, reading)] : []
      })
  })
}

function windowColumns(hours: Hours, { fromMs, toMs }: Span): Map<string, ColumnSummary> {
  const columns = new Map<string, ColumnSummary>()
  for (let at = fromMs; at < toMs; at += hourMs)
    for (const [subject, summary] of hours.get(at) ?? []) columns.set(subject, merged(columns.get(subject), summary))
  return columns
}

interface Pair {
  readonly subject: string
  readonly reference: ColumnSummary
  readonly window: ColumnSummary
}

function readingOf(detector: Detector, { subject, reference, window }: Pair, decided: Draft | undefined): Reading {
  const measure = detector.read(reference, window, defaults(detector.settings))
  const judged = judgeShown(detector, measure, {
    decided,
    alpha: decided?.alpha ?? null,
    dispersion: decided && decided.phi >= 1 ? decided.phi : 1,
  })
  return { detector: detector.name, subject, segment: '', ...measure, notes: [...measure.notes], smallest: null, ...judged, unit: detector.unit }
}

/** Drafts of the deciding detector of one window, by subject. */
export const decidedBy = (drafts: readonly Draft[], window: Window): Map<string, Draft> =>
  new Map(
    drafts
      .filter(draft => draft.detector === deciding && draft.segment === '' && draft.length === window.length && Date.parse(draft.window.from) === window.fromMs)
      .map(draft => [draft.subject, draft]),
  )
