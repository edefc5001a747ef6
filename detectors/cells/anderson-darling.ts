import type { Cells } from '../../contract/index.ts'
import { bridgeStatistic } from './bridge.ts'
import { fewPlaces, isPlace, type PairSizes } from './pooled-walk.ts'
import { stretchesOf } from './walk.ts'

const weightOf = (H: number, mass: number): number => mass / (H * (1 - H))

/** A² = h Σ (F − G)² m / (H(1 − H)) on at most 64 cells, with its law. */
export function andersonDarling(sides: readonly [Cells, Cells], sizes: PairSizes) {
  const places = fewPlaces(sides, sizes)
  return bridgeStatistic(
    places,
    places.map(({ H, mass }) => weightOf(H, mass)),
    (sizes.N * sizes.n) / (sizes.N + sizes.n),
  )
}

/** A²/h over every value, less what it is on average when nothing has changed: Σ m / h. */
export function debiasedDistance(sides: readonly [Cells, Cells], { N, n }: PairSizes): number {
  let [distance, mean, before] = [0, 0, 0]
  for (const { length, F, G } of stretchesOf(...sides)) {
    for (let at = 0; at < length; at++) {
      const H = (N * (F[at] as number) + n * (G[at] as number)) / (N + n)
      if (!isPlace(H, H - before)) continue
      distance += ((F[at] as number) - (G[at] as number)) ** 2 * weightOf(H, H - before)
      mean += H - before
      before = H
    }
  }
  return distance - (mean * (N + n)) / (N * n)
}
