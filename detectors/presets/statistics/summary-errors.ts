import type { PresetSummary } from '../../../contract/index.ts'
import { totalOf } from '../../summaries/cells.ts'
import { numbersOf } from '../binning/counts.ts'
import { linearQuantile } from './quantile.ts'
import { meanAndVariance } from './sides.ts'

const rowsOf = (summary: PresetSummary): number => totalOf(numbersOf(summary).counts)

function spread(summary: PresetSummary): { readonly rows: number; readonly mean: number; readonly deviation: number } {
  const cells = numbersOf(summary)
  const rows = totalOf(cells.counts)
  const { mean, variance } = meanAndVariance(cells, rows)
  return { rows, mean, deviation: Math.sqrt((variance * rows) / (rows - 1)) }
}

export const meanOf = (summary: PresetSummary): number => spread(summary).mean
export const medianOf = (summary: PresetSummary): number => linearQuantile(numbersOf(summary), 0.5)
/** With n − 1. */
export const spreadOf = (summary: PresetSummary): number => spread(summary).deviation
export const sumOf = (summary: PresetSummary): number => meanOf(summary) * rowsOf(summary)

type ErrorOf = (reference: PresetSummary, current: PresetSummary) => number

export const errorOfMean: ErrorOf = (reference, current) => spreadOf(reference) / Math.sqrt(rowsOf(current))
export const errorOfSum: ErrorOf = (reference, current) => spreadOf(reference) * Math.sqrt(rowsOf(current))

/** 1 / (2 f √n), f the density at the median: a Gaussian kernel of Scott's width over the reference. */
export const errorOfMedian: ErrorOf = (reference, current) => 1 / (2 * densityAt(reference, medianOf(reference)) * Math.sqrt(rowsOf(current)))

function densityAt(summary: PresetSummary, place: number): number {
  const { values, counts } = numbersOf(summary)
  const { rows, deviation } = spread(summary)
  const width = deviation * rows ** -0.2
  const sum = values.reduce((total, value, at) => total + (counts[at] as number) * Math.exp(-(((value - place) / width) ** 2) / 2), 0)
  return sum / (rows * width * Math.sqrt(2 * Math.PI))
}

/** √((μ₄ − σ⁴ (n−3)/(n−1)) / n) / (2σ), μ₄ and σ of the reference. */
export const errorOfSpread: ErrorOf = (reference, current) => {
  const { values, counts } = numbersOf(reference)
  const { rows, mean, deviation } = spread(reference)
  const n = rowsOf(current)
  const fourth = values.reduce((sum, value, at) => sum + (value - mean) ** 4 * (counts[at] as number), 0) / rows
  return Math.sqrt((fourth - (deviation ** 4 * (n - 3)) / (n - 1)) / n) / (2 * deviation)
}
