import { Type } from 'typebox'
import { defineDetector } from '../../contract/index.ts'
import { levelMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { momentsOf } from '../cells/moments.ts'
import { welch } from '../cells/welch.ts'
import { cauchyCombined } from '../math/combined.ts'
import { studentUpperQuantile } from '../math/student.ts'
import { reconstruct, reconstructHalves } from '../multivariate/reconstruction.ts'
import { numericFromArray } from '../summaries/numeric.ts'
import { leftOutNote } from '../summaries/table-columns.ts'

const settings = Type.Object(
  {
    components: Type.Integer({ default: 0, minimum: 0, maximum: 64, description: 'Principal components that are kept; 0 keeps enough for the variance' }),
    variance: Type.Number({
      default: 0.9,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the variance of the baseline that the components hold at least',
    }),
    population: Type.Boolean({ default: false, description: 'Standardise by the deviation with n instead of n - 1, as scikit-learn and NannyML do' }),
  },
  { additionalProperties: false },
)

const momentsOfErrors = (errors: readonly number[]) => momentsOf(numericFromArray(errors))

/**
 * Mean reconstruction error of a row: how far it lies from the plane in which the baseline's columns vary together.
 *
 *   pca = mean ‖z − VVᵀz‖
 *
 * z standardised by the baseline; V its principal components, enough for 90 % of the variance. Categories count as their frequency in the baseline,
 * absent numbers as its mean, absent categories as its commonest. A change inside the plane is not seen. Both sides are samples of at most 2,000
 * rows. p: Welch's, twice, of errors from a plane learned from half of the
 * baseline, Cauchy's combination of the two: a plane is nearer to the rows it was learned from. Null with one column.
 * Unit: standard deviations. Shown, does not decide.
 * Source: Pearson (1901); NannyML, multivariate drift by data reconstruction (`variance` 0.65, `population`).
 */
export default defineDetector({
  name: 'drift/pca',
  summary: 'Mean error of reconstructing a row from the principal components of the baseline',
  reads: ['sample'],
  roles: [],
  unit: 'sd',
  settings,
  read(baseline, window, { components, variance, population }) {
    const sizes = { n: window.rows.length, nEff: window.rows.length, baselineN: baseline.rows.length }
    const notes = leftOutNote(window.leftOut)
    if (window.columns.length < 2 || sizes.n === 0 || sizes.baselineN < 2) return measured(sizes, { notes })
    const lost = population ? 0 : 1
    const { plane, ...errors } = reconstruct(baseline, [baseline, window], { kept: components > 0 ? { count: components } : { variance }, lost })
    const [own, after] = [momentsOfErrors(errors.before), momentsOfErrors(errors.after)]
    const reach = after.n > 1 ? (studentUpperQuantile(0.025, after.n - 1) * after.deviation) / Math.sqrt(after.n) : Number.NaN
    const halves = reconstructHalves(baseline, window, { kept: { count: plane.explained.length }, lost })
    const tests = halves.map(half => welch(momentsOfErrors(half.before), momentsOfErrors(half.after)).pValue)
    const pValue = tests.every(Number.isFinite) ? Math.max(1e-300, cauchyCombined(tests)) : null
    const moved = `baseline ${own.mean.toPrecision(4)}, of ${plane.explained.length} components`
    return measured(sizes, { value: after.mean, low: after.mean - reach, high: after.mean + reach, pValue, notes: [moved, ...notes] })
  },
  floor: () => levelMatters,
})
