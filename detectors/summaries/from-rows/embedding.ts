import type { CategorySummary, Column, EmbeddingSummary } from '../../../contract/index.ts'
import { absentText, textLiteral } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { type RowsRequest, rowsParams, rowsSource } from '../rows-select.ts'
import type { Statement } from '../statement.ts'
import { cellsOfMap, type MapLine } from '../sum-map.ts'
import { centroidNormMin, mergeEmbedding, normOf, productsDimensionsMax, type VectorPlan, vectorNumber, vectorPlan } from '../vectors.ts'

/** By physical column, whose names are ours. */
type Plan = Readonly<Record<string, VectorPlan>>

interface Line {
  readonly col: string
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly w: number
  readonly w2: number
  readonly wrongDimension: number
  readonly nonFinite: number
  readonly zero: number
  readonly norms: MapLine<number>
  readonly cosines: MapLine<number>
  readonly sums: readonly number[]
  readonly products: readonly number[]
}

const isTaken = ({ type, role }: Column): boolean => type === 'category' && role !== 'ignore'
const missing = textLiteral(absentText.missing)
const wrong = textLiteral(absentText.wrong)
const blanks = '[ \\\\t\\\\n\\\\r]'
/** The parts of a list as numbers, NaN where there is none; the same reading as `parseVector`. */
const inner = `replaceRegexpAll(extract(c, '(?s)^${blanks}*\\\\[(.*)\\\\]${blanks}*$'), '[ \\\\t\\\\n\\\\r"]', '')`
const number = `if(match(part, '${vectorNumber.replaceAll('\\', '\\\\')}'), toFloat64OrZero(part), nan)`
const isList = `match(c, '(?s)^${blanks}*\\\\[.*\\\\]${blanks}*$')`
const listOf = (numbers: readonly number[]): string => `[${numbers.join(', ')}]::Array(Float64)`

/** Counts and sums of one column: another dimension is another statement. */
function statementOf(request: RowsRequest, column: Column, { dimension, centroid }: VectorPlan): Statement {
  const length = normOf(centroid)
  const cosine = length < centroidNormMin ? 'nan' : `arraySum((x, y) -> x * y, v, ${listOf(centroid)}) / (norm * ${length})`
  const products =
    dimension > productsDimensionsMax
      ? 'arrayMap(x -> x * x * weight, v)'
      : 'arrayFlatten(arrayMap(i -> arrayMap(x -> x * v[i] * weight, arraySlice(v, i)), arrayEnumerate(v)))'
  const zeros = (size: number): string => `arrayResize([]::Array(Float64), ${size}, 0.)`
  const size = dimension > productsDimensionsMax ? dimension : (dimension * (dimension + 1)) / 2
  return {
    sql: `SELECT '${column.physical}' col, toFloat64(count()) n, toFloat64(countIf(c = ${missing})) nulls, toFloat64(countIf(c != ${missing} AND NOT listed)) bad, sum(weight) w, sum(weight * weight) w2,
  toFloat64(countIf(listed AND length(v) != ${dimension})) wrongDimension, toFloat64(countIf(fits AND NOT isFinite(norm))) nonFinite, toFloat64(countIf(usable AND norm = 0)) zero,
  sumMapIf([norm], [weight], usable) norms, sumMapIf([cosine], [weight], usable AND norm > 0 AND isFinite(cosine)) cosines,
  sumForEach(if(usable, arrayMap(x -> x * weight, v), ${zeros(dimension)})) sums, sumForEach(if(usable, ${products}, ${zeros(size)})) products
FROM (SELECT c, weight, c != ${wrong} AND c != ${missing} AND ${isList} listed, ${inner} list, if(list = '', []::Array(Float64), arrayMap(part -> ${number}, splitByChar(',', list))) v,
    listed AND length(v) = ${dimension} fits, sqrt(arraySum(x -> x * x, v)) norm, fits AND isFinite(norm) usable, if(usable, ${cosine}, nan) cosine
  FROM ${rowsSource(request, [`(toUInt16(1), toString(${column.physical}))`], 't.2 c')}) HAVING n > 0`,
    params: rowsParams(request),
  }
}

function summaryOf(line: Line, { dimension }: VectorPlan): EmbeddingSummary {
  const { n, nulls, bad, w, w2, wrongDimension, nonFinite, zero } = line
  return {
    kind: 'embedding',
    n,
    nulls,
    bad,
    weight: w,
    weight2: w2,
    dimension,
    wrongDimension,
    nonFinite,
    zero,
    norms: cellsOfMap(line.norms),
    cosines: cellsOfMap(line.cosines),
    sums: Float64Array.from(line.sums),
    products: Float64Array.from(line.products),
    diagonal: dimension > productsDimensionsMax,
  }
}

/** Columns of vectors written as lists. The plan is learned from the baseline's texts. Whoever asks hands in the columns whose content is vectors. */
export default defineSummary<'embedding', Plan, Line>({
  name: 'embedding',
  about: 'column',
  after: ['category'],
  takes: isTaken,
  plan({ columns, baseline }) {
    const known = columns.filter(isTaken).flatMap(({ name, physical }) => {
      const texts = baseline.get('category')?.get(name) as CategorySummary | undefined
      const plan = texts && vectorPlan(texts.counts)
      return plan ? [[physical, plan] as const] : []
    })
    return known.length > 0 ? Object.fromEntries(known) : null
  },
  select: (request, plan) =>
    request.columns.flatMap(column => {
      const own = plan[column.physical]
      return own ? [statementOf(request, column, own)] : []
    }),
  read: (answers, plan) =>
    new Map(
      answers.flat().flatMap(line => {
        const own = plan[line.col]
        return own ? [[line.col, summaryOf(line, own)] as const] : []
      }),
    ),
  merge: mergeEmbedding,
})
