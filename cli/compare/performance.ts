import type { Reading, Summary } from '../../contract/index.ts'
import { metricOf, outputsOf } from '../backtest/outputs.ts'
import type { Part } from '../backtest/segments.ts'
import type { Judging } from './budget.ts'
import type { LoadedTables } from './loaded-tables.ts'
import type { Named } from './named.ts'
import { decidedReading, shownReading } from './readings.ts'
import { exactScores } from './scores.ts'

/** Scores with labels of one part, on both sides. */
export interface ScoredPart {
  readonly segment: string
  readonly reference: Summary
  readonly current: Summary
}

/**
 * Scores with labels of all rows and of each segment; none without a label, a score or a decision.
 *
 * @throws Failure CONFIG when no label of the reference is the positive class
 */
export async function readPerformance(
  { engine, reference, current, columns, weighted }: LoadedTables,
  parts: readonly Part[],
  { outputs }: Named,
): Promise<ScoredPart[]> {
  const scored = await outputsOf(engine, { table: reference, columns }, outputs)
  if (!scored) return []
  const found: ScoredPart[] = []
  for (const part of parts) {
    const read = (table: string) => exactScores(engine, { table, weighted, part }, scored)
    found.push({ segment: part.segment, reference: await read(reference), current: await read(current) })
  }
  return found
}

/** Every detector that reads scores with labels: performance under its usual name, and the drift of the truth. */
export function performanceReadings(parts: readonly ScoredPart[], { detectors, levels: levelsFor }: Judging): Reading[] {
  const levels = levelsFor('performance')
  const reading = detectors.filter(({ reads }) => reads.includes('scores'))
  return parts.flatMap(part =>
    reading.map(detector => {
      const subject = { ...part, name: detector.deciding ? metricOf(detector) : '*' }
      return detector.deciding ? decidedReading(subject, detector, levels) : shownReading(subject, detector, { alpha: levels.alarm.alpha, dispersion: 1 })
    }),
  )
}
