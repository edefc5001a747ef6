import type { Cells } from '../../contract/index.ts'
import { finiteCells } from '../summaries/cells.ts'
import { bridgeStatistic } from './bridge.ts'
import { fewPlaces, type PairSizes, type Place } from './pooled-walk.ts'
import { stretchesOf } from './walk.ts'

/** √(2 ∫ (F − G)² dx) between finite values, in the square root of the column's unit. */
export function energyDistance(baseline: Cells, window: Cells): number {
  let [last, gap, sum] = [Number.NaN, 0, 0]
  for (const { length, values, F, G } of stretchesOf(finiteCells(baseline), finiteCells(window))) {
    for (let at = 0; at < length; at++) {
      const value = values[at] as number
      if (!Number.isNaN(last)) sum += gap ** 2 * (value - last)
      last = value
      gap = (F[at] as number) - (G[at] as number)
    }
  }
  return Math.sqrt(2 * sum)
}

/** p of h ∫ (F − G)² dx on at most 64 places, each for the values from half-way before it to half-way behind it; all values where they are few. */
export function energyP(baseline: Cells, window: Cells, sizes: PairSizes): number {
  const sides = [finiteCells(baseline), finiteCells(window)] as const
  const last = Math.max(sides[0].values.at(-1) ?? Number.NaN, sides[1].values.at(-1) ?? Number.NaN)
  const places = fewPlaces(sides, sizes)
  const every = places.length + 1 >= Math.max(sides[0].values.length, sides[1].values.length)
  return bridgeStatistic(places, every ? stepWidths(places, last) : middleWidths(places, last), (sizes.N * sizes.n) / (sizes.N + sizes.n)).pValue
}

const stepWidths = (places: readonly Place[], last: number): number[] => places.map(({ value }, at) => (places[at + 1]?.value ?? last) - value)

const middleWidths = (places: readonly Place[], last: number): number[] =>
  places.map(({ value }, at) => ((places[at + 1]?.value ?? last) - (places[at - 1]?.value ?? value)) / 2)
