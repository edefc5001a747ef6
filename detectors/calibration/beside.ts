import type { Detector, Measure, Reading, Verdict } from '../../contract/index.ts'
import { normal } from '../math/normal.ts'

/** Rows that must count, after dispersion, before a p-value says anything. */
const rowsMin = 30

/** What is known of a column by the series that decides on it. */
export interface Beside {
  /** Reading of `drift/gtest`; absent where it does not judge the column. */
  readonly decided?: Pick<Reading, 'threshold' | 'verdict' | 'reason'> | undefined
  /** Level of one test of that series; null while it learns. */
  readonly alpha: number | null
  /** How far its quiet windows stray beyond independent rows, as a ratio of variances; 1 for independent rows. */
  readonly dispersion: number
}

type Shown = Pick<Reading, 'threshold' | 'verdict' | 'reason'>

/**
 * Threshold and verdict of a detector that is shown beside the one that decides, and never decides itself.
 *
 * With a conversion: beyond the converted threshold of `drift/gtest`. Else by its own p at the level of that series, its normal deviate
 * divided by √dispersion: alarm where p ≤ alpha **and** the value is at least the detector's floor, so that many rows alone never alarm.
 * Whatever is calm carries the doubt of the one that decides. There is no threshold in the unit of the value where p judges.
 */
export function judgeShown(detector: Pick<Detector, 'converted' | 'floor'>, measure: Measure, beside: Beside): Shown {
  if (measure.value === null) return { threshold: null, ...unsure('cannot be said') }
  if (detector.converted) return byThreshold(measure.value, detector.converted, beside)
  if (measure.pValue === null) return { threshold: null, ...unsure('no threshold') }
  return { threshold: null, ...byP(measure, measure.pValue, detector.floor?.(measure) ?? 0, beside) }
}

const unsure = (reason: string): { readonly verdict: Verdict; readonly reason: string } => ({ verdict: 'unsure', reason })

function byThreshold(value: number, converted: (threshold: number) => number, { decided }: Beside): Shown {
  const threshold = decided?.threshold === null || decided === undefined ? null : converted(decided.threshold)
  if (threshold === null) return { threshold, ...unsure(decided?.reason || 'drift/gtest does not judge it') }
  if (value > threshold) return { threshold, verdict: 'alarm', reason: 'beyond the converted threshold' }
  return { threshold, ...calmUnlessUnsure(decided, '') }
}

function byP({ value, nEff }: Measure, pValue: number, floor: number, { decided, alpha, dispersion }: Beside): Omit<Shown, 'threshold'> {
  if (alpha === null) return unsure(decided?.reason || 'learning')
  if (nEff / dispersion < rowsMin) return unsure('few rows')
  const unlikely = dispersed(pValue, dispersion) <= alpha
  if (unlikely && Math.abs(value ?? 0) >= floor) return { verdict: 'alarm', reason: 'p at or under alpha, and large enough to matter' }
  return calmUnlessUnsure(decided, unlikely ? 'too small to matter' : '')
}

const calmUnlessUnsure = (decided: Beside['decided'], reason: string): Omit<Shown, 'threshold'> =>
  decided?.verdict === 'unsure' ? unsure(decided.reason) : { verdict: 'calm', reason }

/** The p of a deviate that strays by more than independent rows do. */
function dispersed(pValue: number, dispersion: number): number {
  return dispersion === 1 ? pValue : 2 * normal.upperTail(Math.max(0, normal.upperQuantile(pValue / 2)) / Math.sqrt(dispersion))
}
