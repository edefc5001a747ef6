import { chiSquareUpperQuantile, chiSquareUpperTail } from '../math/chi-square.ts'
import { findRoot } from '../math/root.ts'
import { fUpperTail } from '../math/student.ts'
import { dispersionAt, type Noise } from './noise.ts'
import { type Level, levelOf, noiseDistance, quantileT } from './quantile.ts'

const smallestP = 1e-15

/** The ends between which a p-value is sought. */
export interface Ends {
  readonly median: Level
  readonly smallest: Level
}

export const endsOf = (noise: Noise): Ends => ({ median: levelOf(noise, 0.5), smallest: levelOf(noise, smallestP) })

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
 * matters + noise(alpha) is the distance. 1 up to what matters, 0.5 up to the median beyond it, floored at 1e-15.
 */
export function significance({ distance, n, nu, v, matters }: Reach, { median, smallest }: Ends): number {
  if (distance <= matters) return 1
  if (distance <= matters + noiseDistance(median, n, nu, v)) return 0.5
  const T = (distance - matters) ** 2 / v
  const { noise } = median
  if (dispersionAt(noise, n) === 1 && !noise.stray) return Math.max(smallestP, chiSquareUpperTail(T, nu))
  const beyond = (f: number): number => quantileT(levelAt(noise, f), n, nu) - T
  const top = smallest.ratio * smallest.chi
  return beyond(top) <= 0 ? smallestP : levelAt(noise, findRoot(beyond, median.ratio * median.chi, top)).alpha
}

/** The level whose F quantile is `f`: a tail costs one evaluation where a quantile costs a search. */
function levelAt(noise: Noise, f: number): Level {
  const alpha = fUpperTail(f, 1, noise.windows)
  const chi = chiSquareUpperQuantile(alpha, 1)
  return { noise, alpha, chi, ratio: f / chi, central: new Map() }
}
