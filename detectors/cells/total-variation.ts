import { normalDraws } from '../math/draws.ts'
import { z95 } from '../math/normal.ts'
import { totalOf } from '../summaries/cells.ts'
import type { CellPair } from './column-cells.ts'
import { pairSize } from './pooled.ts'

const draws = 999
/** Draws beyond which their own count says p well enough. */
const hitsMin = 10

/** ½ Σ |p − q|. */
export function totalVariation({ baseline, window }: CellPair): number {
  const [N, n] = [totalOf(baseline), totalOf(window)]
  return baseline.reduce((sum, count, cell) => sum + Math.abs(count / N - (window[cell] ?? 0) / n), 0) / 2
}

/**
 * p of a total variation by 999 draws of what two samples of the pooled shares m differ by, √m/√h · (g − √m Σ √m g) with g standard normal.
 * Fewer than ten draws as large say little; there p is at most e^(−2h(TV − E)²), which a Gaussian maximum does not pass (Borell), E the mean draw.
 *
 * @param pair  pooled, so that every cell expects rows enough for the normal law
 */
export function totalVariationP(pair: CellPair, seed: number): number {
  const cells = pair.baseline.length
  if (cells < 2) return 1
  const distance = totalVariation(pair)
  const h = pairSize(pair)
  const roots = rootShares(pair)
  const next = normalDraws(seed)
  let [hits, sum] = [0, 0]
  for (let draw = 0; draw < draws; draw++) {
    const drawn = quietDistance(roots, next) / Math.sqrt(h)
    sum += drawn
    if (drawn >= distance * (1 - 1e-12)) hits++
  }
  const counted = (1 + hits) / (1 + draws)
  const beyond = Math.max(0, distance - sum / draws)
  return hits >= hitsMin ? counted : Math.max(1e-300, Math.min(counted, Math.exp(-2 * h * beyond ** 2)))
}

function rootShares({ baseline, window }: CellPair): Float64Array {
  const rows = totalOf(baseline) + totalOf(window)
  return baseline.map((count, cell) => Math.sqrt((count + (window[cell] ?? 0)) / rows))
}

/** ½ Σ |z|, z Gaussian with the covariance of multinomial shares. */
function quietDistance(roots: Float64Array, next: () => number): number {
  const g = roots.map(next)
  let along = 0
  for (let cell = 0; cell < roots.length; cell++) along += (roots[cell] as number) * (g[cell] as number)
  let sum = 0
  for (let cell = 0; cell < roots.length; cell++) sum += (roots[cell] as number) * Math.abs((g[cell] as number) - (roots[cell] as number) * along)
  return sum / 2
}

/** E of a total variation when nothing has changed: √(2/(πh)) · ½ Σ √(m(1 − m)). */
export function quietVariation(pair: CellPair): number {
  const sum = rootShares(pair).reduce((total, root) => total + root * Math.sqrt(Math.max(0, 1 - root ** 2)), 0)
  return Math.sqrt(2 / (Math.PI * pairSize(pair))) * (sum / 2)
}

/** Its 95 % interval by the delta method, lower by what the distance is when nothing has changed: it is biased upward by at most that. */
export function variationInterval(pair: CellPair): { readonly low: number; readonly high: number } {
  const { baseline, window } = pair
  const [N, n] = [totalOf(baseline), totalOf(window)]
  const [distance, quiet] = [totalVariation(pair), quietVariation(pair)]
  let [meanBefore, meanAfter] = [0, 0]
  for (const [cell, count] of baseline.entries()) {
    const [p, q] = [count / N, (window[cell] ?? 0) / n]
    meanBefore += p * Math.sign(p - q)
    meanAfter += q * Math.sign(p - q)
  }
  const reach = (z95 / 2) * Math.sqrt(Math.max(0, 1 - meanBefore ** 2) / N + Math.max(0, 1 - meanAfter ** 2) / n)
  return { low: Math.max(0, distance - quiet - reach), high: Math.min(1, distance + reach) }
}
