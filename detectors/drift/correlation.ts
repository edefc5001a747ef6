import { type CrossSummary, defineDetector, noSettings } from '../../contract/index.ts'
import { around, measured } from '../cells/measured.ts'
import { normal } from '../math/normal.ts'
import { correlationMove } from '../multivariate/correlation.ts'
import { correlationsOf, sameColumns } from '../multivariate/moments.ts'
import { clipped, otherPlan, rowSizes } from '../multivariate/sizes.ts'
import { incompleteNote, leftOutNote } from '../summaries/table-columns.ts'

/** A move of a correlation that a person cares about, in atanh units: near 0 that many points of r. */
const correlationMatters = 0.1

interface Move {
  readonly pair: readonly [number, number]
  readonly before: number
  readonly after: number
  readonly value: number
  readonly error: number
}

/** The move of every pair that both sides can say. */
function moves(baseline: CrossSummary, window: CrossSummary): Move[] {
  const size = window.columns.length
  const [before, after] = [correlationsOf(baseline), correlationsOf(window)]
  return before.flatMap((r0, at) => {
    const pair = [Math.floor(at / size), at % size] as const
    const r = after[at] ?? null
    return pair[0] < pair[1] && r0 !== null && r !== null
      ? [{ pair, before: r0, after: r, ...correlationMove({ r, n: window.n }, { r: r0, n: baseline.n }) }]
      : []
  })
}

/**
 * The largest move of a correlation between two numbers.
 *
 *   correlation = max |atanh r − atanh r₀|,  standard error of each √(1/(n−3) + 1/(N−3))
 *
 * Pearson's r of rows without a gap; a constant column has none. A note names the pair. p is Holm's over all pairs; the error is that of normal
 * columns, too small where both have heavy tails. The interval is that of this pair alone.
 * Unit: 1, the same as a difference of r near 0. Shown, does not decide.
 * Source: Fisher (1921), On the probable error of a coefficient of correlation, Metron 1; Holm (1979).
 */
export default defineDetector({
  name: 'drift/correlation',
  summary: 'Largest move of a correlation between two numbers',
  reads: ['cross'],
  roles: [],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = rowSizes(baseline, window)
    if (!sameColumns(baseline, window)) return measured(sizes, { notes: otherPlan })
    const said = [...incompleteNote(window.incomplete), ...leftOutNote(window.leftOut)]
    if (baseline.n < 4 || window.n < 4) return measured(sizes, { notes: said })
    const all = moves(baseline, window)
    const first = all[0]
    if (!first) return measured(sizes, { notes: said })
    const most = all.reduce((best, one) => (Math.abs(one.value) > Math.abs(best.value) ? one : best), first)
    const [value, reach] = [Math.abs(most.value), normal.upperQuantile(0.025) * most.error]
    // Every pair has the same error, so that the largest move has the smallest p, and Holm's is m times that.
    const pValue = clipped(all.length * 2 * normal.upperTail(value / most.error))
    const [a, b] = most.pair.map(at => window.columns[at] ?? '')
    const notes = [`${a} and ${b}: r ${most.before.toFixed(3)}, now ${most.after.toFixed(3)}`, ...said]
    return measured(sizes, { ...around(value, Math.max(0, value - reach), value + reach), pValue, notes })
  },
  floor: () => correlationMatters,
})
