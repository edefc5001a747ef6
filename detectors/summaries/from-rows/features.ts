import type { SampleSummary } from '../../../contract/index.ts'
import { type CountLine, completeRows, numbersLiteral } from '../complete-rows.ts'
import { defineSummary } from '../define-summary.ts'
import { directionsCount, type FeaturesPlan, featuresOfSums, featuresPlan, mergeFeatures } from '../fourier.ts'
import { isFeature } from '../table-columns.ts'

interface SumsLine {
  readonly n: number
  /** Σ cos, then Σ sin. */
  readonly cosines: readonly (number | null)[]
  readonly sines: readonly (number | null)[]
}

/** So that the angles of a block of rows stay small beside the memory of a statement. */
const blockRows = 8192

/** Random Fourier features of the numbers of each row without a gap. Directions, standardisation and spectrum are learned from the baseline's sample. */
export default defineSummary<'features', FeaturesPlan, CountLine | SumsLine>({
  name: 'features',
  about: 'table',
  after: ['sample'],
  takes: column => isFeature(column) && column.type === 'numeric',
  plan({ baseline, seed }) {
    const sample = baseline.get('sample')?.get('*') as SampleSummary | undefined
    return sample ? featuresPlan(sample, { seed, count: directionsCount }) : null
  },
  select(request, plan) {
    const rows = completeRows(request, plan)
    if (rows === null) return []
    const z = `[${rows.z.join(', ')}]`
    const angles = plan.directions.map(direction => `arrayDotProduct(z, ${numbersLiteral(direction)})`)
    return [
      rows.counting,
      {
        sql: `SELECT toFloat64(count()) n, sumForEach(arrayMap(a -> cos(a), angles)) cosines, sumForEach(arrayMap(a -> sin(a), angles)) sines
FROM (SELECT ${z} z, [${angles.join(', ')}] angles ${rows.from}) SETTINGS max_block_size = ${blockRows}`,
        params: rows.params,
      },
    ]
  },
  read([counted = [], lines = []], plan) {
    const rows = (counted[0] as CountLine | undefined)?.rows ?? 0
    if (rows === 0) return new Map()
    return new Map(
      (lines as readonly SumsLine[]).map(({ n, cosines, sines }) => {
        const D = plan.directions.length
        // Of no row there is an empty list; what has overflowed is null.
        const sum = (at: number) => (n === 0 ? 0 : ((at < D ? cosines[at] : sines[at - D]) ?? Number.NaN) / Math.sqrt(D))
        const sums = Float64Array.from({ length: 2 * D }, (_, at) => sum(at))
        return ['*', featuresOfSums(plan, { n, incomplete: rows - n, sums })]
      }),
    )
  },
  merge: mergeFeatures,
})
