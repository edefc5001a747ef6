import type { SampleSummary } from '../../../contract/index.ts'
import { defineSummary } from '../define-summary.ts'
import { directionsCount, type FeaturesPlan, featuresOfSums, featuresPlan, mergeFeatures } from '../fourier.ts'
import { rowsParams, rowsWhere } from '../rows-select.ts'
import { isFeature, physicalOf } from '../table-columns.ts'
import { numbersLiteral, standardisedRows } from './cross.ts'

interface Line {
  readonly rows: number
  readonly n: number
  /** Σ cos, then Σ sin. */
  readonly cosines: readonly (number | null)[]
  readonly sines: readonly (number | null)[]
}

/** Random Fourier features of the numbers of each row without a gap. Directions, standardisation and spectrum are learned from the baseline's sample. */
export default defineSummary<'features', FeaturesPlan, Line>({
  name: 'features',
  about: 'table',
  after: ['sample'],
  takes: column => isFeature(column) && column.type === 'numeric',
  plan({ baseline, seed }) {
    const sample = baseline.get('sample')?.get('*') as SampleSummary | undefined
    return sample ? featuresPlan(sample, { seed, count: directionsCount }) : null
  },
  select(request, plan) {
    const physical = physicalOf(
      request.columns,
      plan.columns.map(name => ({ name, type: 'numeric' })),
    )
    if (physical === null) return []
    const angles = `arrayMap(w -> arraySum((a, b) -> a * b, z, w), [${plan.directions.map(numbersLiteral).join(', ')}])`
    const sql = `SELECT toFloat64(count()) rows, toFloat64(countIf(complete)) n, sumForEachIf(arrayMap(a -> cos(a), angles), complete) cosines, sumForEachIf(arrayMap(a -> sin(a), angles), complete) sines
FROM (SELECT complete, ${angles} angles FROM (SELECT ${standardisedRows(physical, plan)} FROM ${request.table}${rowsWhere(request)})) HAVING rows > 0`
    return [{ sql, params: rowsParams(request) }]
  },
  read: ([lines = []], plan) =>
    new Map(
      lines.map(({ rows, n, cosines, sines }) => {
        const D = plan.directions.length
        // Of no row there is an empty list; what has overflowed is null.
        const sum = (at: number) => (n === 0 ? 0 : ((at < D ? cosines[at] : sines[at - D]) ?? Number.NaN) / Math.sqrt(D))
        const sums = Float64Array.from({ length: 2 * D }, (_, at) => sum(at))
        return ['*', featuresOfSums(plan, { n, incomplete: rows - n, sums })]
      }),
    ),
  merge: mergeFeatures,
})
