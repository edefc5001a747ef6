import { type Deciding, defineDetector, noSettings, type ScoresSummary } from '../../contract/index.ts'
import { effectiveScale } from '../calibration/effective.ts'
import { decideEstimates, type Estimate } from '../calibration/estimate.ts'
import { changeP } from '../cells/effect.ts'
import { measured } from '../cells/measured.ts'
import { countByEdges, quantileEdges } from '../cells/quantile-cells.ts'
import { coverage, labelledSizes } from '../labels/labelled.ts'
import { areaInterval, areaOf, hanleyMcNeil } from '../labels/roc.ts'
import { mergeCells, totalOf } from '../summaries/cells.ts'

/** Score cells of a tally: with 64 of equal weight, ties inside cells move the area by less than 0.01, on both sides alike. */
const scoreCells = 64

interface Frame {
  readonly edges: readonly number[]
}

const cellsOf = ({ scores }: ScoresSummary, counts: Float64Array) => ({ values: scores, counts, resolution: 0 })

/** [positives by cell, negatives by cell, Σw, Σw²]. */
function tally({ edges }: Frame, window: ScoresSummary): Float64Array {
  const [ones, zeros] = [window.positives, window.negatives].map(counts => countByEdges(cellsOf(window, counts), edges))
  return Float64Array.of(...(ones ?? []), ...(zeros ?? []), window.weight, window.weight2)
}

/** The area with a variance that is never 0, from the effective number of rows. */
function estimate(positives: Float64Array, negatives: Float64Array, scale: number): (Estimate & { readonly band: number }) | null {
  const [ones, zeros] = [positives, negatives].map(counts => counts.map(count => count * scale)) as [Float64Array, Float64Array]
  const area = areaOf(ones, zeros)
  if (!area) return null
  const [n1, n0] = [totalOf(ones), totalOf(zeros)]
  return { ...area, variance: area.variance > 0 ? area.variance : hanleyMcNeil(area.value, n1, n0), n: n1 + n0 }
}

function estimateOf(cells: Float64Array): Estimate {
  const middle = (cells.length - 2) / 2
  const scale = effectiveScale(cells.at(-2) ?? 0, cells.at(-1) ?? 0)
  const [ones, zeros] = [cells.subarray(0, middle), cells.subarray(middle, -2)]
  return estimate(ones, zeros, scale) ?? { value: Number.NaN, variance: 0, n: (totalOf(ones) + totalOf(zeros)) * scale }
}

const estimateExactly = ({ positives, negatives, weight, weight2 }: ScoresSummary) => estimate(positives, negatives, effectiveScale(weight, weight2))

const deciding: Deciding<'scores', Frame> = {
  frame: baseline => ({ edges: quantileEdges(mergeCells(cellsOf(baseline, baseline.positives), cellsOf(baseline, baseline.negatives)), scoreCells) }),
  tally,
  decide: (_, reference, window) => decideEstimates(estimateOf(reference), estimateOf(window), { scale: 'linear', range: [0, 1] }),
  matters: () => 0.01,
  limit: () => 0.05,
  exact: false,
  group: 'performance',
}

/**
 * Area under the ROC curve: how often a positive row has a higher score than a negative one, ties counting half.
 *
 *   auc = P(s₁ > s₀) + ½ P(s₁ = s₀)
 *
 * Null when a class is absent. Interval: DeLong on the logit scale; Hanley and McNeil where DeLong's variance is 0. `resolution` is what the order
 * inside score cells could change. p of the change from the baseline.
 * Unit: share of pairs, 0 to 1.
 * Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44.
 */
export default defineDetector({
  name: 'performance/auc',
  summary: 'Area under the ROC curve of the score',
  reads: ['scores'],
  roles: [],
  unit: 'share',
  wording: { metric: 'AUC', unit: '1' },
  settings: noSettings,
  read(baseline, window) {
    const sizes = labelledSizes(baseline, window)
    const after = estimateExactly(window)
    if (!after) return measured(sizes, { notes: coverage(window) })
    const before = estimateExactly(baseline)
    return measured(sizes, {
      value: after.value,
      ...areaInterval(after.value, after.variance, 1 / (2 * after.n ** 2)),
      pValue: before ? changeP(decideEstimates(before, after)) : null,
      resolution: window.resolution > 0 ? after.band : 0,
      notes: coverage(window),
    })
  },
  deciding,
})
