import { setImmediate as breathe } from 'node:timers/promises'
import {
  type CompareRequest,
  type Comparison,
  type Detector,
  dayMs,
  detectorNames,
  Failure,
  nearest,
  type Reading,
  type Summary,
} from '../../../contract/index.ts'
import type { Engine } from '../../store/store.ts'
import type { Baseline } from '../baseline.ts'
import { type CustomMetric, detectorOf, isCustom } from '../custom/metric.ts'
import { metricReading } from '../custom/reading.ts'
import { valueOver } from '../custom/values.ts'
import { type Learned, learnDay } from '../judging/learn-day.ts'
import type { Post } from '../post.ts'
import { floorTo, type Span } from '../schedule.ts'
import { applies, type Detectors } from '../series-plan.ts'
import { baselineOf, type Watched, type WatchedSeries } from '../watched.ts'
import { baselineSide } from './baseline-side.ts'
import { isOfType, type Sides, sidesReading, untoldNotes } from './columns.ts'
import { type Compared, type Judging, subjectReadings } from './readings.ts'
import { resolveWindows } from './resolve.ts'
import { readSide, type Side } from './sides.ts'

export interface CompareParts {
  readonly engine: Engine
  readonly detectors: Detectors
  /** False alerts per model in 30 days that are accepted. */
  readonly budget: number
  /** Of people, for any model. */
  readonly metrics: readonly CustomMetric[]
}

/** What one answer may hold: 16 MiB of JSON. */
const readingsMax = 40_000

/**
 * Any window of a model version against its baseline or any other window, from panes: every detector that reads them, judged at the level of one
 * comparison. Nothing is stored. Noise is what the watch has learned of the series.
 *
 * @throws Failure BAD_REQUEST for what cannot be meant, NOT_FOUND without a baseline, TOO_LARGE for more than one answer may hold
 */
export async function compareWindows(parts: CompareParts, post: Post, request: CompareRequest): Promise<Comparison> {
  const watched = heldStill(post.watched)
  const spans = resolveWindows(request, watched.watermarkMs)
  refuseUnknown(request, watched, [...parts.detectors.keys(), ...parts.metrics.map(detectorOf)])
  const current = await sideOf(parts, watched, spans.current, request)
  const reference = spans.reference
    ? await sideOf(parts, watched, spans.reference, request)
    : await baselineSide(parts.engine, { watched, post, labelled: hasLabels(watched) }, request)
  const compared = comparedOf(request.segment, current, reference)
  const baseline = spans.reference ? null : watched.baseline
  const columns = toldColumns(parts, watched, { current, reference, baseline }, request)
  const customs = await customReadings(parts, watched, spans.current, request)
  const readings = [...(await judged(parts, watched, { compared, spans, request })), ...columns.readings, ...customs]
  const notes = [...notesOf(watched, { current, reference, spans }), ...seasonNotes(baseline), ...columns.notes]
  const decides = (name: string): boolean => isCustom(name) || name === detectorNames.schema || parts.detectors.get(name)?.deciding !== undefined
  return bodyOf({ request, current, reference, readings, baseline, notes, decides })
}

/** What has become of the columns themselves: a reading, or where nobody asked for it, notes. */
function toldColumns({ detectors }: CompareParts, { series }: Watched, sides: Sides, request: CompareRequest): Pick<Comparison, 'readings' | 'notes'> {
  const reading = sidesReading(sides, request.segment, detectors.get(detectorNames.schema))
  const untold = untoldNotes(sides, series)
  if (!reading || isAsked(request, detectorNames.schema)) return { readings: reading ? [reading] : [], notes: untold }
  return { readings: [], notes: [...reading.notes, ...untold] }
}

const isAsked = ({ detectors }: CompareRequest, name: string): boolean => detectors?.includes(name) ?? true

const hasLabels = ({ series }: Watched): boolean => series.values().some(one => one.labelled)

const sideOf = ({ engine }: CompareParts, watched: Watched, span: Span, { segment, columns }: CompareRequest): Promise<Side> =>
  readSide(engine, { sources: watched.sources, spans: [span], segment, columns, labelled: hasLabels(watched) })

/** Another baseline and its grid may come into use while both sides are read. */
const heldStill = (watched: Watched): Watched => ({ ...watched, sources: watched.sources.map(source => ({ ...source })) })

/** @throws Failure BAD_REQUEST for a name that there is not: a typing error must not look like a clean bill of health */
function refuseUnknown({ columns, detectors: names }: CompareRequest, { sources }: Watched, detectors: readonly string[]): void {
  const known = sources.flatMap(({ schema }) => schema.columns.map(column => column.name))
  for (const [what, asked, there] of [
    ['column', columns ?? [], known],
    ['detector', names ?? [], detectors],
  ] as const) {
    const strange = asked.find(name => !there.includes(name))
    if (strange === undefined) continue
    const near = nearest(strange, there)
    throw new Failure('BAD_REQUEST', `There is no ${what} ${strange}${near ? `; did you mean ${near}?` : ''}`)
  }
}

/** Subjects that both windows hold as the same kind; of a baseline some are known by their tallies alone. */
function comparedOf(segment: string, current: Side, reference: Side): Compared[] {
  const pairs = [...current.subjects, ...current.labelled].map(([subject, summary]) => {
    const before = (summary.kind === 'scores' || summary.kind === 'groups' ? reference.labelled : reference.subjects).get(subject)
    return { subject, segment, reference: before?.kind === summary.kind ? before : null, current: summary }
  })
  return pairs.filter(one => one.reference || isCounted(one.current) || isOfType(reference, one.subject, one.current.kind))
}

const isCounted = ({ kind }: Summary): boolean => kind === 'volume' || kind === 'scores' || kind === 'groups'

interface Work {
  readonly compared: readonly Compared[]
  readonly spans: { readonly current: Span; readonly reference: Span | null }
  readonly request: CompareRequest
}

async function judged({ detectors, budget }: CompareParts, watched: Watched, { compared, spans, request }: Work): Promise<Reading[]> {
  const wanted = (name: string): boolean => isAsked(request, name)
  const work = compared.map(one => ({
    one,
    apply: detectorsOf(detectors, watched, one).filter(({ name }) => wanted(name) || name === detectorNames.distribution),
  }))
  const count = work.reduce((sum, { apply }) => sum + apply.length, 0)
  if (count > readingsMax) throw new Failure('TOO_LARGE', `${count} readings are more than one answer holds (${readingsMax}); name columns or detectors`)
  const tests = work.reduce((sum, { apply }) => sum + apply.filter(({ deciding, name }) => deciding && wanted(name)).length, 0)
  const judging: Judging = {
    alpha: Math.min(0.5, budget / 30 / Math.max(1, tests)),
    windowMs: spans.current.toMs - spans.current.fromMs,
    paired: spans.reference !== null,
    seriesOf: key => watched.series.get(key),
    learnedOf: series => learnedOf(watched, series),
  }
  const readings: Reading[] = []
  for (const { one, apply } of work) {
    readings.push(...subjectReadings(one, apply, wanted, judging))
    // Whoever else is served waits for one column at most.
    await breathe()
  }
  return readings
}

/** Metrics of people are about the whole model, under the schema in use; a window of any length has no learned threshold, so only a limit decides. */
async function customReadings({ engine, metrics }: CompareParts, { sources }: Watched, span: Span, request: CompareRequest): Promise<Reading[]> {
  const source = sources.at(-1)
  const asked = metrics.filter(one => one.model === request.model && isAsked(request, detectorOf(one)))
  if (request.segment !== '' || !source) return []
  const readings: Reading[] = []
  for (const metric of asked) readings.push(metricReading(metric, await valueOver(engine, metric, source, span), null, 0))
  return readings
}

/** Detectors that apply to a subject; where the baseline is known by tallies alone, those whose series it has. */
function detectorsOf(detectors: Detectors, watched: Watched, { subject, segment, reference, current }: Compared): Detector[] {
  const column = watched.sources.findLast(({ schema }) => schema.columns.some(one => one.name === subject))?.schema.columns.find(one => one.name === subject)
  const content = watched.baseline?.columns.find(one => one.name === subject)?.content
  return [...detectors.values()].filter(detector => {
    const known = watched.series.has(`${detector.name}|${subject}|${segment}`)
    if (!reference) return known && detector.reads.includes(current.kind)
    return applies(detector, { subject, segment, summary: current }, { column, content }) || (known && detector.reads.includes(current.kind))
  })
}

const noSizes = { columns: 1, segments: 1, performance: 1 }

/** Of the watch, else learned from the same history: only its noise is looked at. */
function learnedOf({ baseline, watermarkMs }: Watched, one: WatchedSeries): Learned | null {
  const { learned, series, deciding, history } = one
  if (learned) return learned
  if (!baseline) return null
  const nowMs = floorTo(Number.isFinite(watermarkMs) ? watermarkMs : (baseline.span?.toMs ?? 0), dayMs)
  const stream = { series, deciding, baseline: baselineOf(one, baseline.span) }
  return learnDay(stream, history, { nowMs, budget: 1, sizes: noSizes, holidays: new Set() })
}

interface Notable {
  readonly current: Side
  readonly reference: Side
  readonly spans: Work['spans']
}

function notesOf({ watermarkMs }: Watched, { current, reference, spans }: Notable): string[] {
  const open = [spans.current, ...(spans.reference ? [spans.reference] : [])].some(({ toMs }) => toMs > watermarkMs)
  const alike = spans.reference && spans.reference.fromMs < spans.current.toMs && spans.current.fromMs < spans.reference.toMs
  return [
    current.rows === 0 ? 'the current window has no rows' : '',
    reference.rows === 0 ? 'the reference has no rows' : '',
    open ? `rows from ${new Date(watermarkMs).toISOString()} on are not summarised yet` : '',
    alike ? 'the windows overlap: rows in both count on both sides, and differences look smaller than they are' : '',
  ].filter(note => note !== '')
}

const seasonNotes = (baseline: Baseline | null): string[] =>
  baseline?.season ? ['the baseline is seasonal: here a window is held against all of its hours, in signals against its own'] : []

interface Answer {
  readonly request: CompareRequest
  readonly current: Side
  readonly reference: Side
  readonly readings: readonly Reading[]
  readonly baseline: Baseline | null
  readonly notes: string[]
  readonly decides: (detector: string) => boolean
}

function bodyOf({ request, current, reference, readings, baseline, notes, decides }: Answer): Comparison {
  const count = (verdict: Reading['verdict']): number => readings.filter(one => one.verdict === verdict && decides(one.detector)).length
  const judgedOf = new Set(readings.map(({ subject }) => subject))
  const columns = current.subjects.keys().reduce((sum, subject) => sum + (subject !== '*' && judgedOf.has(subject) ? 1 : 0), 0)
  return {
    reference: sideBody(reference),
    current: sideBody(current),
    baseline: baseline?.hash ?? null,
    segment: request.segment,
    readings: [...readings],
    summary: { alarms: count('alarm'), unsure: count('unsure'), columns },
    notes,
  }
}

const sideBody = ({ rows, span, from }: Side): Comparison['current'] => ({
  rows,
  from: span && new Date(span.fromMs).toISOString(),
  to: span && new Date(span.toMs).toISOString(),
  source: from,
})
