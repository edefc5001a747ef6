import { type ColumnContent, Failure } from '../../../contract/index.ts'
import { type Distribution, defineImport, field, type ImportedColumn, jsonOf, jsonTree, list, number, text } from '../define-import.ts'

const contents = new Map<string, ColumnContent>([
  ['Fractional', 'numeric'],
  ['Integral', 'integer'],
  ['String', 'categorical'],
])

/**
 * The `statistics.json` of SageMaker Model Monitor. A number's distribution is its KLL sketch, each value of level i standing for 2^i rows, where the
 * file holds one; else its ten buckets. A text's is the list of its most frequent values.
 * Source: SageMaker developer guide, Schema for Statistics (statistics.json file); Karnin, Lang and Liberty (2016), Optimal quantile approximation.
 */
export default defineImport({
  name: 'sagemaker-statistics',
  summary: 'statistics.json of SageMaker Model Monitor',
  recognises(source) {
    const tree = jsonTree(source)
    return tree !== null && list(tree['features']).some(one => ['numerical_statistics', 'string_statistics'].some(key => field(one, key) !== undefined))
  },
  read(source) {
    const features = list(jsonOf(source)['features'])
    if (features.length === 0) throw new Failure('BAD_REQUEST', 'The file has no features')
    return { columns: features.flatMap(one => columnOf(one) ?? []), notes: [] }
  },
})

function columnOf(feature: unknown): ImportedColumn | null {
  const name = text(field(feature, 'name'))
  if (name === null) return null
  const numeric = field(feature, 'numerical_statistics')
  const statistics = numeric ?? field(feature, 'string_statistics')
  const common = field(statistics, 'common')
  const rows = { present: number(field(common, 'num_present')) ?? 0, missing: number(field(common, 'num_missing')) ?? 0 }
  const distribution = numeric === undefined ? textsOf(statistics) : numbersOf(numeric)
  const content = contents.get(text(field(feature, 'inferred_type')) ?? '') ?? null
  return { name, content, constraints: {}, rows, ...(distribution ? { distribution } : {}) }
}

function textsOf(statistics: unknown): Distribution | null {
  const counts = list(field(statistics, 'distribution', 'categorical', 'buckets')).flatMap(bucket => {
    const [value, rows] = [text(field(bucket, 'value')), number(field(bucket, 'count'))]
    return value === null || rows === null ? [] : [[value, rows] as const]
  })
  if (counts.length === 0) return null
  return { kind: 'category', counts, distinct: Math.max(counts.length, Math.round(number(field(statistics, 'distinct_count')) ?? 0)) }
}

function numbersOf(statistics: unknown): Distribution | null {
  const kll = field(statistics, 'distribution', 'kll')
  const cells = sketchCells(kll) ?? bucketCells(kll)
  if (!cells) return null
  const { mean, deviation } = { mean: number(field(statistics, 'mean')), deviation: number(field(statistics, 'std_dev')) }
  const [lo, hi] = [number(field(statistics, 'min')) ?? cells.lo, number(field(statistics, 'max')) ?? cells.hi]
  return { kind: 'numeric', ...cells, lo, hi, mean, deviation }
}

interface Counted {
  readonly values: readonly number[]
  readonly counts: readonly number[]
  readonly resolution: number
  readonly lo: number
  readonly hi: number
}

/** Equal values of several levels are one. */
function sketchCells(kll: unknown): Counted | null {
  const rows = new Map<number, number>()
  for (const [level, items] of list(field(kll, 'sketch', 'data')).entries())
    for (const item of list(items)) {
      const value = number(item)
      if (value !== null) rows.set(value, (rows.get(value) ?? 0) + 2 ** level)
    }
  if (rows.size === 0) return null
  const pairs = [...rows].sort(([a], [b]) => a - b)
  const values = pairs.map(([value]) => value)
  return { values, counts: pairs.map(([, count]) => count), resolution: 0, lo: values[0] as number, hi: values.at(-1) as number }
}

function bucketCells(kll: unknown): Counted | null {
  const buckets = list(field(kll, 'buckets'))
    .flatMap(bucket => {
      const [lower, upper, count] = ['lower_bound', 'upper_bound', 'count'].map(key => number(field(bucket, key)))
      return lower === null || lower === undefined || upper === null || upper === undefined ? [] : [{ lower, upper, count: count ?? 0 }]
    })
    .sort((a, b) => a.upper - b.upper)
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (!first || !last) return null
  const filled = buckets.filter(({ count }) => count > 0)
  const resolution = Math.max(...buckets.map(({ lower, upper }) => upper - lower))
  return { values: filled.map(({ upper }) => upper), counts: filled.map(({ count }) => count), resolution, lo: first.lower, hi: last.upper }
}
