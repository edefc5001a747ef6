import type { Decision, Detector, Reading } from '../../contract/index.ts'
import { defaults } from '../../contract/index.ts'
import { judge, type Levels, levelsOf } from '../../detectors/calibration/judge.ts'
import type { ComparedColumn } from './sides.ts'

/** Two files have no time, so nothing can be learned of how quiet windows stray: rows are taken as independent, and the notes say so. */
const independent = { a: 1, b: 0, windows: 1e9, share: 1 }

export interface Judging {
  readonly detectors: readonly Detector[]
  /** False alarms accepted for one comparison, over all columns and detectors together. */
  readonly falseAlarms: number
}

/** Every detector on every column it applies to: deciding ones judged, the others beside them with their threshold converted. */
export function readingsOf(columns: readonly ComparedColumn[], { detectors, falseAlarms }: Judging): Reading[] {
  const applies = (detector: Detector, column: ComparedColumn): boolean => detector.reads.includes(column.type) && detector.roles.includes('feature')
  const tests = columns.reduce((sum, column) => sum + detectors.filter(one => one.deciding && applies(one, column)).length, 0)
  const levels = levelsOf(independent, falseAlarms / Math.max(1, tests))
  return columns.flatMap(column =>
    columnReadings(
      column,
      detectors.filter(one => applies(one, column)),
      levels,
    ),
  )
}

function columnReadings(column: ComparedColumn, detectors: readonly Detector[], levels: Levels): Reading[] {
  const judged = detectors.filter(one => one.deciding).map(detector => ({ detector, reading: decidedReading(column, detector, levels) }))
  const distribution = judged.find(({ detector }) => detector.name === 'drift/gtest')?.reading
  const shown = detectors.filter(one => !one.deciding).map(detector => shownReading(column, detector, distribution))
  return [...judged.map(({ reading }) => reading), ...shown]
}

const measured = (column: ComparedColumn, detector: Detector) => detector.read(column.reference, column.current, defaults(detector.settings))
const identity = (column: ComparedColumn, detector: Detector) => ({ detector: detector.name, subject: column.name, segment: '', unit: detector.unit })

function decidedReading(column: ComparedColumn, detector: Detector, levels: Levels): Reading {
  const { deciding } = detector
  if (!deciding) throw new Error(`${detector.name} does not decide`)
  const frame = deciding.frame(column.reference)
  const decision = deciding.decide(frame, deciding.tally(frame, column.reference), deciding.tally(frame, column.current), 1)
  const base = baseRate(decision)
  const judged = judge(decision, levels, { matters: deciding.matters(base), limit: deciding.limit(base) })
  const { n, nEff, baselineN, resolution, notes } = measured(column, detector)
  return { ...identity(column, detector), ...judged, n, nEff, baselineN, resolution, notes: [...notes, 'rows taken as independent'] }
}

const baseRate = ({ rate }: Decision): number => (rate ? rate.baselineHits / rate.baselineRows : 0)

function shownReading(column: ComparedColumn, detector: Detector, distribution: Reading | undefined): Reading {
  const { notes, ...measure } = measured(column, detector)
  const threshold = distribution?.threshold === null || distribution === undefined ? null : (detector.converted?.(distribution.threshold) ?? null)
  const judged = verdictBeside(measure.value, threshold, distribution)
  return { ...identity(column, detector), ...measure, threshold, smallest: null, ...judged, notes: [...notes] }
}

/** A displayed distance never decides: it is held against the converted threshold and carries the doubt of the statistic that does. */
function verdictBeside(value: number | null, threshold: number | null, distribution: Reading | undefined): Pick<Reading, 'verdict' | 'reason'> {
  if (value === null || threshold === null) return { verdict: 'unsure', reason: 'no threshold' }
  if (value > threshold) return { verdict: 'alarm', reason: 'beyond the converted threshold' }
  return distribution?.verdict === 'unsure' ? { verdict: 'unsure', reason: distribution.reason } : { verdict: 'calm', reason: '' }
}

const rank = { alarm: 0, unsure: 1, calm: 2 } as const

/** Worst first: by verdict, then by how far the value is beyond its threshold. */
export function worstFirst(readings: readonly Reading[]): Reading[] {
  const excess = ({ value, threshold }: Reading): number => (value === null || threshold === null ? 0 : Math.abs(value) / Math.max(Math.abs(threshold), 1e-12))
  return [...readings].sort((a, b) => rank[a.verdict] - rank[b.verdict] || excess(b) - excess(a))
}
