import type { Decision, Verdict } from '../../contract/index.ts'
import { wilson } from '../math/proportion.ts'
import { dispersionAt, type Noise } from './noise.ts'
import { type Level, levelOf, noiseDistance, quantileT } from './quantile.ts'
import { rateThreshold } from './rate.ts'
import { breaksRule, ruleP } from './rule.ts'
import { showDistances } from './shown.ts'
import { type Ends, endsOf, significance } from './significance.ts'

/** Rows that must count, after dispersion, before anything is said. */
const rowsMin = 30
/** Normal deviate of 80 % power. */
const power = 0.8416

/** A noise ready for judging many windows at one alpha. */
export interface Levels {
  readonly alarm: Level
  /** For the 95 % interval. */
  readonly interval: Level
  readonly ends: Ends
}

export const levelsOf = (noise: Noise, alpha: number): Levels => ({
  alarm: levelOf(noise, alpha),
  interval: levelOf(noise, 0.05),
  ends: endsOf(noise),
})

/** What a verdict is held against. `matters` comes already times the floor factor; rates carry theirs inside. */
export interface Bounds {
  readonly matters: number
  readonly limit: number
}

export interface Judged {
  readonly verdict: Verdict
  readonly reason: string
  /** The rate or the metric itself; √(T·v) where that is all there is to say; null when it cannot be said. */
  readonly value: number | null
  /** 95 % interval of `value`. */
  readonly low: number | null
  readonly high: number | null
  readonly pValue: number | null
  /** In the unit of `value`; a metric or two-sided rate below its baseline alarms below it. */
  readonly threshold: number | null
  /** Smallest change that would have been found with 80 % power; of a rate or metric, the distance from its baseline. */
  readonly smallest: number | null
}

/**
 * From a decision to a verdict: alarm when the effect is beyond what matters plus what quiet data strays; unsure when
 * too few rows count, or when an effect at the limit could have been missed; calm otherwise. A limit that a person stated comes before all of that.
 *
 * @param levels  noise of the series at this test's alpha; null when nothing has been learned
 */
export function judge(decision: Decision, levels: Levels | null, bounds: Bounds): Judged {
  const value = shownValue(decision)
  if (decision.rate?.limit !== undefined) return judgeRule(decision.rate, decision.rate.limit)
  if (!levels) return unsure('learning', value)
  if (decision.n / dispersionAt(levels.alarm.noise, decision.n) < rowsMin) return unsure('few rows', value)
  if (value === null) return unsure('cannot be said', null)
  return decision.rate ? judgeRate(decision, decision.rate, levels, bounds) : judgeDistance(decision, levels, bounds)
}

function shownValue(decision: Decision): number | null {
  if (decision.value === null || decision.rate) return decision.value
  return decision.shown ? decision.shown.value : Math.sqrt(decision.T * decision.v)
}

const nothingSaid = { low: null, high: null, pValue: null, threshold: null, smallest: null }
const unsure = (reason: string, value: number | null): Judged => ({ verdict: 'unsure', reason, value, ...nothingSaid })

/** A rule is judged from the first row and the first day, whatever was learned. */
function judgeRule({ hits, rows }: NonNullable<Decision['rate']>, limit: number): Judged {
  const alarm = breaksRule(hits, rows, limit)
  return {
    verdict: alarm ? 'alarm' : 'calm',
    reason: alarm ? 'beyond the stated limit' : '',
    value: hits / rows,
    ...wilson(hits, rows),
    pValue: ruleP(hits, rows, limit),
    threshold: limit,
    smallest: null,
  }
}

function verdictOf(alarm: boolean, smallest: number, limit: number): Pick<Judged, 'verdict' | 'reason'> {
  if (alarm) return { verdict: 'alarm', reason: 'beyond matters and noise' }
  return smallest > limit ? { verdict: 'unsure', reason: 'could not have seen the limit' } : { verdict: 'calm', reason: '' }
}

function judgeDistance(decision: Decision, levels: Levels, { matters, limit }: Bounds): Judged {
  const { T, n, nu, v } = decision
  const distance = Math.sqrt(T * v)
  const threshold = matters + noiseDistance(levels.alarm, n, nu, v)
  const smallest = threshold + power * Math.sqrt(dispersionAt(levels.alarm.noise, n) * v)
  const strays = noiseDistance(levels.interval, n, nu, v)
  return {
    ...verdictOf(distance > threshold, smallest, limit),
    ...showDistances(decision, { distance, strays, threshold, smallest }),
    pValue: significance({ distance, n, nu, v, matters }, levels.ends),
  }
}

function judgeRate({ T, n, nu, v }: Decision, rate: NonNullable<Decision['rate']>, levels: Levels, { limit }: Bounds): Judged {
  const value = rate.hits / rate.rows
  const p0 = rate.baselineHits / rate.baselineRows
  const phi = dispersionAt(levels.alarm.noise, n)
  const side = rate.twoSided && value < p0 ? -1 : 1
  const threshold = rateThreshold(rate, quantileT(levels.alarm, n, nu), side)
  const smallest = side * (threshold - p0) + (power * Math.sqrt(phi * n * threshold * (1 - threshold))) / n
  return {
    ...verdictOf(side * (value - threshold) > 0, smallest, limit),
    ...wilson(rate.hits / phi, n / phi),
    value,
    threshold,
    smallest,
    pValue: significance({ distance: Math.sqrt(T * v), n, nu, v, matters: 0 }, levels.ends),
  }
}

/** Is the window below what it is held against? Of a rate only where a fall is news; of all else the effect has a sign. */
export function isBelow({ rate, value }: Decision): boolean {
  if (!rate) return value !== null && value < 0
  return rate.twoSided && rate.hits / rate.rows < rate.baselineHits / rate.baselineRows
}
