import type { Cells } from '../../contract/index.ts'
import { kolmogorovUpperTail } from '../math/kolmogorov.ts'
import { normal } from '../math/normal.ts'
import { wilson } from '../math/proportion.ts'
import { exactTwoSampleP } from './lattice.ts'
import { stretchesOf } from './walk.ts'

/** The largest difference of two cumulative shares, and where it stands. */
export interface Gap {
  readonly distance: number
  /** Shares of the baseline and of the window at or below the place. */
  readonly F: number
  readonly G: number
  /** Places where the two were compared. */
  readonly places: number
  /** Largest distance that rows inside the cells could hide. */
  readonly distanceMax: number
}

export function largestGap(baseline: Cells, window: Cells): Gap {
  let [F, G, distance, places, distanceMax] = [0, 0, 0, 0, 0]
  let [before, beforeWindow] = [0, 0]
  for (const stretch of stretchesOf(baseline, window)) {
    places += stretch.length
    for (let at = 0; at < stretch.length; at++) {
      const [share, shareWindow] = [stretch.F[at] as number, stretch.G[at] as number]
      distanceMax = Math.max(distanceMax, share - beforeWindow, shareWindow - before)
      before = share
      beforeWindow = shareWindow
      if (Math.abs(share - shareWindow) <= distance) continue
      distance = Math.abs(share - shareWindow)
      F = share
      G = shareWindow
    }
  }
  return { distance, F, G, places, distanceMax }
}

/** Sizes within which the exact law is affordable. */
const exactRowsMax = 200
const exactPathsMax = 1_000_000

/**
 * p of the distance: exact for few rows of distinct values, else Kolmogorov's law at (√h + 0.12 + 0.11/√h)·D, which is conservative on ties and cells.
 *
 * @param distinct  no value occurs twice
 */
export function distanceP(distance: number, N: number, n: number, distinct: boolean): number {
  if (distinct && Math.min(n, N) <= exactRowsMax && n * N <= exactPathsMax) return exactTwoSampleP(distance, n, N)
  const root = Math.sqrt((N * n) / (N + n))
  return Math.max(1e-300, kolmogorovUpperTail((root + 0.12 + 0.11 / root) * distance))
}

/** Newcombe's interval of the difference at the largest gap, at a level that all places share. */
export function gapInterval({ F, G, places }: Gap, N: number, n: number): { readonly low: number; readonly high: number } {
  const z = normal.upperQuantile(0.025 / Math.max(1, places - 1))
  const [upper, lower] =
    F >= G
      ? [
          { share: F, rows: N },
          { share: G, rows: n },
        ]
      : [
          { share: G, rows: n },
          { share: F, rows: N },
        ]
  const [above, below] = [wilson(upper.share * upper.rows, upper.rows, z), wilson(lower.share * lower.rows, lower.rows, z)]
  const difference = upper.share - lower.share
  return {
    low: Math.max(0, difference - Math.hypot(upper.share - above.low, below.high - lower.share)),
    high: Math.min(1, difference + Math.hypot(above.high - upper.share, lower.share - below.low)),
  }
}
