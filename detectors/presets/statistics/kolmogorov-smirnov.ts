import { exactTwoSampleP } from '../../cells/lattice.ts'
import { stretchesOf } from '../../cells/walk.ts'
import { sizedKolmogorovUpperTail } from '../../math/smirnov.ts'
import type { Sides } from './sides.ts'

/** Largest differences of the two cumulative shares: either way, reference above, window above. */
export interface Gaps {
  readonly both: number
  readonly greater: number
  readonly less: number
}

export function gapsOf({ before, after }: Sides): Gaps {
  let [greater, less] = [0, 0]
  for (const { length, F, G } of stretchesOf(before, after)) {
    for (let at = 0; at < length; at++) {
      greater = Math.max(greater, (F[at] as number) - (G[at] as number))
      less = Math.max(less, (G[at] as number) - (F[at] as number))
    }
  }
  return { both: Math.max(greater, less), greater, less }
}

/** SciPy's `ks_2samp(method="asymp")`: the law of one sample of round(N·n/(N+n)) rows. */
export const asymptoticP = (distance: number, { N, n }: Sides): number => sizedKolmogorovUpperTail(distance, roundedToEven((N * n) / (N + n)))

/** SciPy's one-sided law: Hodges (1958), equation 5.3. */
export function oneSidedP(distance: number, { N, n }: Sides): number {
  const [m, k] = [Math.max(N, n), Math.min(N, n)]
  const z = Math.sqrt((m * k) / (m + k)) * distance
  return Math.exp(-2 * z * z - (2 * z * (m + 2 * k)) / Math.sqrt(m * k * (m + k)) / 3)
}

/** Rows of the larger side up to which SciPy's `auto` is exact. */
const exactRowsMax = 10_000

/** SciPy's `ks_2samp(method="auto")`. */
export const automaticP = (distance: number, sides: Sides): number =>
  Math.max(sides.N, sides.n) <= exactRowsMax ? exactTwoSampleP(distance, sides.n, sides.N) : asymptoticP(distance, sides)

function roundedToEven(value: number): number {
  const low = Math.floor(value)
  return value - low === 0.5 ? low + (low % 2) : Math.round(value)
}
