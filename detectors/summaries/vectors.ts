import type { Cells, EmbeddingSummary } from '../../contract/index.ts'
import { absentText } from './absent.ts'
import { addedCounts } from './added-counts.ts'
import { mergeCells, tallyCells } from './cells.ts'

/** Up to so many dimensions the products of all pairs are kept; beyond, the squares alone. */
export const productsDimensionsMax = 64
/** A shorter centroid has no direction. */
export const centroidNormMin = 1e-12

/** What both sides of a comparison share of a column of vectors. An empty centroid: no cosines. */
export interface VectorPlan {
  readonly dimension: number
  readonly centroid: readonly number[]
}

/** A number as JSON and CSV have it, and nothing that only one language would read as one. */
export const vectorNumber = '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$'
const isNumber = new RegExp(vectorNumber)

/** A vector written as `[1, 2.5, "NaN"]`; whatever is no number in it is NaN. Null for a text that is no list. */
function parseVector(text: string): number[] | null {
  const list = /^[ \t\n\r]*\[([^]*)\][ \t\n\r]*$/.exec(text)?.[1]
  if (list === undefined) return null
  const parts = list.replaceAll(/[ \t\n\r"]/g, '')
  return parts === '' ? [] : parts.split(',').map(part => (isNumber.test(part) ? Number(part) : Number.NaN))
}

export const normOf = (vector: readonly number[]): number => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))

/** Σx and products of the usable vectors. */
class Sums {
  readonly diagonal: boolean
  readonly sums: Float64Array
  readonly products: Float64Array

  constructor(dimension: number) {
    this.diagonal = dimension > productsDimensionsMax
    this.sums = new Float64Array(dimension)
    this.products = new Float64Array(this.diagonal ? dimension : (dimension * (dimension + 1)) / 2)
  }

  add(vector: readonly number[], weight: number): void {
    let at = 0
    for (const [i, x] of vector.entries()) {
      this.sums[i] = (this.sums[i] ?? 0) + weight * x
      for (const y of this.diagonal ? [x] : vector.slice(i)) {
        this.products[at] = (this.products[at] ?? 0) + weight * x * y
        at++
      }
    }
  }
}

/**
 * The twin of the engine's statement: a summary of an array, exact. Each vector has one fault at most: no vector, another dimension, a number (or a
 * norm) that is not finite, zero. Zero vectors have a norm and are in the sums.
 *
 * @param texts  vectors as texts; absent values are the texts of `absentText`
 */
export function embeddingFromArray(texts: readonly string[], plan: VectorPlan, weights: ArrayLike<number> = []): EmbeddingSummary {
  const totals = { n: texts.length, nulls: 0, bad: 0, weight: 0, weight2: 0, wrongDimension: 0, nonFinite: 0, zero: 0 }
  const usable: Usable[] = []
  for (const [row, text] of texts.entries()) {
    const weight = weights[row] ?? 1
    totals.weight += weight
    totals.weight2 += weight * weight
    const vector = parseVector(text)
    const fault = text === absentText.missing ? 'nulls' : faultOf(vector, plan.dimension)
    if (fault) totals[fault]++
    if (vector && isUsable(fault)) usable.push({ vector, norm: normOf(vector), weight })
  }
  const sums = new Sums(plan.dimension)
  for (const { vector, weight } of usable) sums.add(vector, weight)
  return {
    kind: 'embedding',
    ...totals,
    dimension: plan.dimension,
    norms: tallyCells(usable.map(({ norm, weight }) => [norm, weight])),
    cosines: cosinesOf(usable, plan.centroid),
    sums: sums.sums,
    products: sums.products,
    diagonal: sums.diagonal,
  }
}

interface Usable {
  readonly vector: readonly number[]
  readonly norm: number
  readonly weight: number
}

type Fault = 'nulls' | 'bad' | 'wrongDimension' | 'nonFinite' | 'zero' | null

/** A zero vector has no direction, but it has a place. */
const isUsable = (fault: Fault): boolean => fault === null || fault === 'zero'

function faultOf(vector: readonly number[] | null, dimension: number): Fault {
  if (vector === null) return 'bad'
  if (vector.length !== dimension) return 'wrongDimension'
  const norm = normOf(vector)
  return norm === 0 ? 'zero' : Number.isFinite(norm) ? null : 'nonFinite'
}

function cosinesOf(usable: readonly Usable[], centroid: readonly number[]): Cells {
  const length = normOf(centroid)
  const dot = (vector: readonly number[]): number => vector.reduce((sum, x, at) => sum + x * (centroid[at] ?? 0), 0)
  const directed = length < centroidNormMin ? [] : usable.filter(({ norm }) => norm > 0)
  return tallyCells(directed.map(({ vector, norm, weight }) => [dot(vector) / (norm * length), weight]))
}

const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, at) => x + (b[at] ?? 0))

/** Both windows together; they share a plan. */
export const mergeEmbedding = (a: EmbeddingSummary, b: EmbeddingSummary): EmbeddingSummary => ({
  kind: 'embedding',
  ...addedCounts(a, b),
  dimension: a.dimension,
  wrongDimension: a.wrongDimension + b.wrongDimension,
  nonFinite: a.nonFinite + b.nonFinite,
  zero: a.zero + b.zero,
  norms: mergeCells(a.norms, b.norms),
  cosines: mergeCells(a.cosines, b.cosines),
  sums: plus(a.sums, b.sums),
  products: plus(a.products, b.products),
  diagonal: a.diagonal,
})

/** Numbers of a baseline that are looked at for its plan. */
const planNumbersMax = 4_000_000

/** The dimension that most vectors have, and the mean of those; null where no text is a vector. Of very many vectors every so manieth is looked at. */
export function vectorPlan(texts: ReadonlyMap<string, number>): VectorPlan | null {
  const first = texts.keys().next().value ?? ''
  const step = Math.max(1, Math.ceil((texts.size * first.split(',').length) / planNumbersMax))
  const vectors = [...texts].filter((_, at) => at % step === 0).flatMap(([text, weight]) => vectorOf(text, weight))
  const sizes = new Map<number, number>()
  for (const { vector, weight } of vectors) sizes.set(vector.length, (sizes.get(vector.length) ?? 0) + weight)
  const dimension = [...sizes].sort(([sizeA, a], [sizeB, b]) => b - a || sizeA - sizeB)[0]?.[0]
  if (dimension === undefined) return null
  const alike = vectors.filter(({ vector }) => faultOf(vector, dimension) === null)
  return { dimension, centroid: meanOf(alike) }
}

function meanOf(vectors: readonly Pick<Usable, 'vector' | 'weight'>[]): number[] {
  const sums: number[] = []
  let all = 0
  for (const { vector, weight } of vectors) {
    all += weight
    for (const [at, x] of vector.entries()) sums[at] = (sums[at] ?? 0) + weight * x
  }
  return sums.map(sum => sum / all)
}

function vectorOf(text: string, weight: number): Pick<Usable, 'vector' | 'weight'>[] {
  const vector = parseVector(text)
  return vector !== null && vector.length > 0 ? [{ vector, weight }] : []
}
