import type { Cells } from '../../contract/index.ts'
import { bridgeStatistic } from './bridge.ts'
import { fewPlaces, type PairSizes, type Place, walkPooled } from './pooled-walk.ts'

const weightOf = ({ H, mass }: Place): number => mass / (H * (1 - H))

/** A² = h Σ (F − G)² m / (H(1 − H)) on at most 64 cells, with its law. */
export function andersonDarling(sides: readonly [Cells, Cells], sizes: PairSizes) {
  const places = fewPlaces(sides, sizes)
  return bridgeStatistic(places, places.map(weightOf), (sizes.N * sizes.n) / (sizes.N + sizes.n))
}

/** A²/h over every value, less what it is on average when nothing has changed: Σ m / h. */
export function debiasedDistance(sides: readonly [Cells, Cells], sizes: PairSizes): number {
  let [distance, mean] = [0, 0]
  walkPooled(sides, sizes, 0, place => {
    distance += (place.F - place.G) ** 2 * weightOf(place)
    mean += place.mass
  })
  return distance - (mean * (sizes.N + sizes.n)) / (sizes.N * sizes.n)
}
