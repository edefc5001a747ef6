import type { Reading, Summary } from '../../contract/index.ts'
import { metricOf, outputsOf } from '../backtest/outputs.ts'
import type { Part } from '../backtest/segments.ts'
import type { Judging } from './budget.ts'
import type { LoadedTables } from './loaded-tables.ts'
import type { Named } from './named.ts'
import { decided, referenceValue, shownReading, worstFirst } from './readings.ts'
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

/** What became of performance. */
export interface Performance {
  readonly readings: readonly Reading[]
  /** What each metric was in the reference. */
  readonly references: ReadonlyMap<Reading, number | null>
}

/** Every detector that reads scores with labels: performance under its usual name, and the drift of the truth; worst first. */
export function judgePerformance(parts: readonly ScoredPart[], { detectors, levels: levelsFor }: Judging): Performance {
  const levels = levelsFor('performance')
  const reading = detectors.filter(({ reads }) => reads.includes('scores'))
  const references = new Map<Reading, number | null>()
  for (const part of parts) {
    for (const detector of reading) {
      const subject = { ...part, name: detector.deciding ? metricOf(detector) : '*' }
      const judged = detector.deciding ? decided(subject, detector, levels) : null
      references.set(
        judged?.reading ?? shownReading(subject, detector, { alpha: levels.alarm.alpha, dispersion: 1 }),
        judged && referenceValue(judged.decision),
      )
    }
  }
  return { readings: worstFirst([...references.keys()]), references }
}
