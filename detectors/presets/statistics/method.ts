import type { PresetMethod, PresetSummary, Said } from '../../../contract/index.ts'
import type { CellPair } from '../../cells/column-cells.ts'
import { totalOf } from '../../summaries/cells.ts'
import { countsByValue } from '../binning/counts.ts'
import { type Sides, sidesOf } from './sides.ts'
import type { Tested } from './tables.ts'

type Compared<Result> = (reference: PresetSummary, current: PresetSummary) => Result | null

/** A statistic of the finite numbers of both sides. */
export const onNumbers =
  <Result>(statistic: (sides: Sides, reference: PresetSummary, current: PresetSummary) => Result | null): Compared<Result> =>
  (reference, current) => {
    const sides = sidesOf(reference, current)
    return sides && statistic(sides, reference, current)
  }

/** A statistic of the rows by value. */
export const onValues =
  <Result>(statistic: (pair: CellPair) => Result | null): Compared<Result> =>
  (reference, current) => {
    const pair = countsByValue(reference, current)
    return totalOf(pair.baseline) > 0 && totalOf(pair.window) > 0 ? statistic(pair) : null
  }

export interface Limit {
  readonly unit: string
  readonly limit: number
  /** The limit itself is an alarm. */
  readonly inclusive?: true
}

/** A distance with a fixed limit. */
export const distanceMethod = ({ unit, limit, inclusive }: Limit, distance: Compared<number>): PresetMethod => ({
  unit,
  learn:
    ({ reference }) =>
    current => {
      const value = distance(reference, current)
      return { value, upper: limit, alarm: value !== null && (value > limit || (inclusive === true && value === limit)) }
    },
})

/** A test whose p is what the tool prints. */
export const pMethod = (level: number, test: Compared<number>): PresetMethod => ({
  unit: 'p',
  learn:
    ({ reference }) =>
    current => {
      const p = test(reference, current)
      return { value: p, pValue: p, lower: level, alarm: p !== null && p < level }
    },
})

const saidOf = (result: Tested | null, alarm: (p: number) => boolean): Said =>
  result ? { value: result.statistic, pValue: result.pValue, alarm: alarm(result.pValue) } : { value: null, alarm: false }

/** A test of which the tool prints statistic and p, judged at a level; `shared` divides it by the number of columns. */
export const testMethod = (level: number, test: Compared<Tested>, shared = false): PresetMethod => ({
  unit: '1',
  learn:
    ({ reference }, columns) =>
    current =>
      saidOf(test(reference, current), p => p < (shared ? level / columns : level)),
})

/** A number that the tool shows and never judges. */
export const shown = (unit: string, distance: Compared<number>): PresetMethod => ({
  unit,
  learn:
    ({ reference }) =>
    current => ({ value: distance(reference, current), alarm: false }),
})
