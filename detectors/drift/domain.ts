import { defineDetector, noSettings, type SampleSummary } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { areaInterval } from '../labels/roc.ts'
import { designOf } from '../multivariate/design.ts'
import { areaOfScores, areaP, crossFitted, folds } from '../multivariate/domain.ts'
import { leftOutNote } from '../summaries/table-columns.ts'

/** Strength of the penalty on weights of standardised columns. */
const l2 = 1
/** Fewer a side leave a fold without a row to learn from. */
const rowsMin = 2 * folds
/** An area that a person cares about: two normal laws 0.05 deviations apart have 0.514. */
const areaMatters = 0.52

/** The same number of rows of both sides: those with the smallest hashes. */
function sides(baseline: SampleSummary, window: SampleSummary) {
  const size = Math.min(baseline.rows.length, window.rows.length)
  const rows = [...baseline.rows.slice(0, size), ...window.rows.slice(0, size)]
  const classes = Uint8Array.from(rows, (_, at) => (at < size ? 0 : 1))
  return { size, rows, classes, fold: rows.map((_, at) => (at % size) % folds) }
}

/**
 * How well a classifier tells rows of the window from rows of the baseline: the area under its ROC curve.
 *
 *   domain = AUC of L2-logistic margins, each row's by a model that has not learned from its fold of five
 *
 * Equal sides, at most 2,000 rows each. Numbers standardised, the 20 commonest values of a category (fewer where categories are many), a flag for
 * what is absent. It sees every change of a level, a share or of what is absent, and combinations of them; no change of spread alone.
 * An area below ½ is noise. p one-sided by Wilcoxon's law, a little liberal, as folds share rows. Null below 10 rows a side.
 * Unit: share of pairs. Shown, does not decide.
 * Source: Lopez-Paz and Oquab (2017), Revisiting classifier two-sample tests, ICLR.
 */
export default defineDetector({
  name: 'drift/domain',
  summary: 'How well a classifier tells rows of the window from rows of the baseline',
  reads: ['sample'],
  roles: [],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const { size, rows, classes, fold } = sides(baseline, window)
    const sizes = { n: Math.min(size, window.rows.length), nEff: size, baselineN: size }
    const notes = leftOutNote(window.leftOut)
    if (size < rowsMin || window.columns.length !== baseline.columns.length) return measured(sizes, { notes })
    const area = areaOfScores(crossFitted({ rows: designOf(window.columns, rows), classes }, fold, l2), classes)
    if (!area) return measured(sizes, { notes })
    return measured(sizes, {
      value: area.value,
      ...areaInterval(area.value, area.variance, 1 / (2 * size ** 2)),
      pValue: areaP(area.value, size, size).pValue,
      notes,
    })
  },
  floor: () => areaMatters,
})
