import type { Decision, Detector, Reading } from '../../contract/index.ts'
import { defaults, detectorNames, readingNotes } from '../../contract/index.ts'
import { type Beside, judgeShown } from '../../detectors/calibration/beside.ts'
import { isBelow, judge, type Levels } from '../../detectors/calibration/judge.ts'
import type { Judging } from './budget.ts'
import { appliesTo } from './plan.ts'
import type { ComparedColumn } from './sides.ts'
import { type Shape, shapeOf, sparkPair } from './spark.ts'

/** Bars of a picture. */
const pictureCells = 24

/** What is held against its like: a column, whole rows, or the scores of their labels. */
export type Subject = Pick<ComparedColumn, 'name' | 'segment' | 'reference' | 'current'>

/** A column as it was judged: its summaries are gone. */
export interface JudgedColumn {
  readonly name: string
  /** Of a derived column the one that it is worked out of. */
  readonly from: string | null
  /** Both distributions, drawn. */
  readonly sparks: readonly [string, string]
  /** The same for pictures. */
  readonly shape: Shape
  /** Size of the change of its distribution, w² less what quiet rows show: what a column adds to the change of all. 0 when it cannot be said. */
  readonly effect: number
  readonly readings: readonly Reading[]
}

/** Every detector on every column it applies to: deciding ones judged, the others beside them with their threshold converted. */
export function judgeColumns(part: readonly ComparedColumn[], judging: Judging): JudgedColumn[] {
  return part.map(column => ({
    name: column.name,
    from: column.derived?.from ?? null,
    sparks: sparkPair(shapeOf(column.reference, column.current)),
    shape: shapeOf(column.reference, column.current, pictureCells),
    ...judgeColumn(column, judging),
  }))
}

/** Readings of segments beside those of all rows, column by column. */
export function addSegments(columns: JudgedColumn[], segments: readonly ComparedColumn[], judging: Judging): void {
  const byName = Map.groupBy(segments, ({ name }) => name)
  addReadings(columns, new Map(Array.from(byName, ([name, parts]) => [name, parts.flatMap(one => judgeColumn(one, judging).readings)])))
}

/** More readings of columns, by their name. */
export function addReadings(columns: JudgedColumn[], more: ReadonlyMap<string, readonly Reading[]>): void {
  for (const [index, column] of columns.entries()) {
    const found = more.get(column.name)
    if (found) columns[index] = { ...column, readings: [...column.readings, ...found] }
  }
}

/** T is near its degrees of freedom where nothing has changed, so that much is taken off before columns are compared by size. */
function effectOf({ T, nu, v }: Decision): number {
  const effect = (T - nu) * v
  return effect > 0 && Number.isFinite(effect) ? effect : 0
}

/** `drift/gtest` is judged for the others even where nobody asked for it: they carry its doubt and its threshold, converted. */
function judgeColumn(column: ComparedColumn, { detectors, distribution: always, levels: levelsOf }: Judging): Pick<JudgedColumn, 'effect' | 'readings'> {
  const levels = levelsOf(column.segment === '' ? 'columns' : 'segments')
  const asked = detectors.filter(one => appliesTo(one, column))
  const deciding = new Set([...asked, ...(appliesTo(always, column) ? [always] : [])].filter(one => one.deciding))
  const judged = Array.from(deciding, detector => decided(column, detector, levels))
  const distribution = judged.find(({ reading }) => reading.detector === detectorNames.distribution)
  const beside: Beside = { decided: distribution?.reading, alpha: levels.alarm.alpha, dispersion: 1 }
  const shown = asked.filter(one => !one.deciding).map(detector => shownReading(column, detector, beside))
  const wanted = new Set(asked.map(({ name }) => name))
  const own = judged.map(({ reading }) => reading).filter(({ detector }) => wanted.has(detector))
  return { effect: distribution ? effectOf(distribution.decision) : 0, readings: [...own, ...shown] }
}

const measured = (column: Subject, detector: Detector) => detector.read(column.reference, column.current, defaults(detector.settings))
const identity = (column: Subject, detector: Detector) => ({ detector: detector.name, subject: column.name, segment: column.segment, unit: detector.unit })

function decisionOf(column: Subject, { name, deciding }: Detector): Decision {
  if (!deciding) throw new Error(`${name} does not decide`)
  const frame = deciding.frame(column.reference)
  return deciding.decide(frame, deciding.tally(frame, column.reference), deciding.tally(frame, column.current), 1)
}

export const decidedReading = (column: Subject, detector: Detector, levels: Levels): Reading => decided(column, detector, levels).reading

/** A reading, and what it rests on. */
interface Decided {
  readonly decision: Decision
  readonly reading: Reading
}

export function decided(column: Subject, detector: Detector, levels: Levels): Decided {
  const decision = decisionOf(column, detector)
  const base = baseRate(decision)
  const bounds = { matters: detector.deciding?.matters(base) ?? 0, limit: detector.deciding?.limit(base) ?? 0 }
  const judged = judge(decision, levels, bounds)
  const { n, nEff, baselineN, resolution, notes } = measured(column, detector)
  const all = [...notes, 'rows taken as independent', ...(isBelow(decision) ? [readingNotes.below] : [])]
  return { decision, reading: { ...identity(column, detector), ...judged, n, nEff, baselineN, resolution, notes: all } }
}

const baseRate = ({ rate }: Decision): number => (rate ? rate.baselineHits / rate.baselineRows : 0)

/** What a metric or a rate was in the reference, in the unit of the reading; null for a distance, or where nothing was there. */
export function referenceValue(decision: Decision): number | null {
  const value = decision.shown ? decision.shown.reference : decision.rate ? baseRate(decision) : null
  return value !== null && Number.isFinite(value) ? value : null
}

/** A displayed distance never decides: it carries the doubt of the statistic that does. */
export function shownReading(column: Subject, detector: Detector, beside: Beside): Reading {
  const measure = measured(column, detector)
  return { ...identity(column, detector), ...measure, ...judgeShown(detector, measure, beside), smallest: null, notes: [...measure.notes] }
}

const rank = { alarm: 0, unsure: 1, calm: 2 } as const

/** Worst first: by verdict, then by how far the value is beyond its threshold. */
export function worstFirst(readings: readonly Reading[]): Reading[] {
  const excess = ({ value, threshold }: Reading): number => (value === null || threshold === null ? 0 : Math.abs(value) / Math.max(Math.abs(threshold), 1e-12))
  return [...readings].sort((a, b) => rank[a.verdict] - rank[b.verdict] || excess(b) - excess(a))
}
