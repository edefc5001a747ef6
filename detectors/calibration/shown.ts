import type { Decision, ShownMetric } from '../../contract/index.ts'
import { findRoot } from '../math/root.ts'

/** What a verdict rests on, in the unit of √(T·v). `strays`: half the 95 % interval. */
export interface Distances {
  readonly distance: number
  readonly strays: number
  readonly threshold: number
  readonly smallest: number
}

/** The numbers of a reading, in the unit of its value. */
export interface ShownDistances {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly threshold: number
  readonly smallest: number
}

/**
 * Distances as a person reads them: as they are where a distance is all there is to say, else as values of the metric on the side of
 * its reference on which the window lies. A threshold beyond what the metric can be stands at the end of its range, where nothing alarms.
 */
export function showDistances(decision: Decision, { distance, strays, threshold, smallest }: Distances): ShownDistances {
  const { shown } = decision
  if (!shown) return { value: distance, low: Math.max(0, distance - strays), high: distance + strays, threshold, smallest }
  const side = (decision.value ?? 0) < 0 ? -1 : 1
  const at = (far: number): number => metricAt(decision, shown, side * far)
  const inside = (metric: number): number => Math.min(shown.range[1], Math.max(shown.range[0], metric))
  const [near, far] = [inside(at(distance - strays)), inside(at(distance + strays))]
  return {
    value: shown.value,
    low: Math.min(near, far),
    high: Math.max(near, far),
    threshold: inside(at(threshold)),
    smallest: Math.abs(at(smallest) - shown.reference),
  }
}

/** The metric at a signed √(T·v) from its reference. */
function metricAt({ n, baselineN, v }: Decision, { reference, perUnit, scale }: ShownMetric, far: number): number {
  if (scale === 'linear') return reference + far * perUnit
  if (scale === 'log') return reference * Math.exp(far * perUnit)
  return reference * ratioAt(far, { expected: n, N: baselineN, v })
}

/**
 * G of the rows of a window and of its reference, split as their lengths foretell: the likelihood ratio of two Poisson rates.
 *
 * @param ratio     rows for each row expected
 * @param expected  rows that the reference foretells for the window, above 0
 * @param N         rows of the reference, above 0
 */
export function countsStatistic(ratio: number, expected: number, N: number): number {
  const n = ratio * expected
  const mean = (n + N) / (expected + N)
  const term = (rows: number, foretold: number): number => (rows > 0 ? rows * Math.log(rows / (foretold * mean)) : 0)
  return Math.max(0, 2 * (term(n, expected) + term(N, N)))
}

/** Inverts `countsStatistic`: the ratio at a signed √(T·v); 0 where not even silence is as far. */
function ratioAt(far: number, { expected, N, v }: { readonly expected: number; readonly N: number; readonly v: number }): number {
  const beyond = (ratio: number): number => countsStatistic(ratio, expected, N) * v - far * far
  if (far < 0) return beyond(0) <= 0 ? 0 : findRoot(beyond, 0, 1)
  let high = 2
  while (beyond(high) < 0 && high < Number.MAX_VALUE / 4) high *= 2
  return far === 0 ? 1 : findRoot(beyond, 1, high)
}
