import { findRoot } from '../math/root.ts'
import type { Noise } from './noise.ts'
import { levelOf, noiseDistance } from './quantile.ts'

const smallestP = 1e-15

/** Where a reading lies: its distance, and what its noise depends on. */
export interface Reach {
  readonly distance: number
  readonly n: number
  readonly nu: number
  readonly v: number
  readonly matters: number
}

/**
 * How likely a distance as large is when nothing has changed by more than matters: the alpha at which
 * matters + noise(alpha) is the distance; floored at 1e-15.
 *
 * @param median  noise(0.5) of this window: below it the answer is 0.5 and no search is made
 */
export function significance(reach: Reach, noise: Noise, median: number): number {
  const { distance, n, nu, v, matters } = reach
  if (distance <= matters) return 1
  if (distance <= matters + median) return 0.5
  const beyond = (logAlpha: number): number => matters + noiseDistance(levelOf(noise, Math.exp(logAlpha)), n, nu, v) - distance
  const floor = Math.log(smallestP)
  return beyond(floor) <= 0 ? smallestP : Math.exp(findRoot(beyond, floor, Math.log(0.5)))
}
