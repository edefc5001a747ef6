import { Type } from 'typebox'
import { defineDetector } from '../../contract/index.ts'
import { cellPair, decidingCells } from '../cells/column-cells.ts'
import { leadingValue, shareMove } from '../cells/leading-value.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { sizesOf } from '../cells/present.ts'
import { tableP } from '../cells/two-way.ts'

/**
 * Exact test of a category for few rows: Fisher's for two values, 999 seeded tables with the same margins for more. The value shown is the move of
 * the share of the value that is most frequent on both sides together.
 *
 *   fisher = x/n − y/N
 *
 * Where so many rows are there that the tables would take long, and where rows are weighted, p is that of the chi-square law on pooled cells and a
 * note says so. Interval: Newcombe's.
 * Unit: share, signed. Shown, does not decide.
 * Source: Fisher (1935), The logic of inductive inference, JRSS 98; Freeman and Halton (1951), Biometrika 38.
 */
export default defineDetector({
  name: 'drift/fisher',
  summary: 'Exact test of the shares of a category, with the move of its leading value',
  reads: ['category'],
  roles: ['feature', 'class', 'output', 'segment'],
  unit: 'share',
  settings: Type.Object(
    { seed: Type.Integer({ default: 1, minimum: 1, maximum: 2 ** 31 - 1, description: 'Repeats the tables that are drawn' }) },
    { additionalProperties: false },
  ),
  read(baseline, window, { seed }) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const { pValue, exact } = tableP(cellPair(baseline, window, decidingCells), seed)
    return measured(sizes, { ...shareMove(leadingValue(baseline, window)), pValue, notes: exact ? [] : ['p by the chi-square law'] })
  },
  floor: () => shareMatters,
})
