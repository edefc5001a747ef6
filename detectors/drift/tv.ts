import { Type } from 'typebox'
import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { cellPair } from '../cells/column-cells.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { pooled } from '../cells/pooled.ts'
import { sizesOf } from '../cells/present.ts'
import { totalVariation, totalVariationP, variationInterval } from '../cells/total-variation.ts'

/**
 * Total variation: the share of rows that would have to change their cell.
 *
 *   tv = ½ Σ |p − q|
 *
 * p by 999 seeded draws from cells that expect at least 5 rows, with a bound for the far tail; the interval by the delta method, from the same cells
 * as the value. It is biased upward, by √(2/(πh))·½ Σ √(m(1−m)) when nothing has changed, and its interval reaches down by as much.
 * Unit: share, 0 to 1. Shown, does not decide.
 * Source: Levin, Peres and Wilmer, Markov Chains and Mixing Times (2nd ed., 2017), 4.1; tail: Borell (1975), Inventiones Mathematicae 30.
 */
export default defineDetector({
  name: 'drift/tv',
  summary: 'Total variation distance over quantile cells or values of the baseline',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: 'share',
  settings: Type.Object(
    { ...cellSettings.properties, seed: Type.Integer({ default: 1, minimum: 1, maximum: 2 ** 31 - 1, description: 'Repeats the draws of its p-value' }) },
    { additionalProperties: false },
  ),
  read(baseline, window, { cells, seed }) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const pair = cellPair(baseline, window, cells)
    return measured(sizes, { value: totalVariation(pair), ...variationInterval(pair), pValue: totalVariationP(pooled(pair), seed) })
  },
  floor: () => shareMatters,
})
