import type { Stump } from '../../examples/model-server/model.ts'

/** Cells of the values of one feature, and the cut below each but the first. Missing values have the last cell, which no stump touches. */
interface Column {
  readonly cells: Uint8Array
  readonly cuts: readonly number[]
}

const cellsMax = 64

/** Cuts at quantiles of the present values, in `cellsMax` cells at most. */
function columnOf(values: Float64Array): Column {
  const present = values.filter(value => !Number.isNaN(value)).sort()
  const quantiles = Array.from({ length: cellsMax - 1 }, (_, index) => present[Math.floor((present.length * (index + 1)) / cellsMax)] ?? 0)
  const cuts = [...new Set(quantiles)].filter(cut => cut > (present[0] ?? 0))
  const cellOf = (value: number) => (Number.isNaN(value) ? cuts.length + 1 : cuts.findLastIndex(cut => cut <= value) + 1)
  return { cells: Uint8Array.from(values, cellOf), cuts }
}

interface Best {
  readonly gain: number
  readonly stump: Stump
  readonly cell: number
}

/**
 * Gradient boosting of the log loss with stumps (Friedman 2001), second order, leaf = rate · ΣG / (ΣH + ridge). Deterministic: no sampling.
 *
 * @param features  one array a feature, NaN for missing
 */
export function boostStumps(
  features: readonly Float64Array[],
  positive: readonly boolean[],
  options: { start: number; rounds: number; rate: number },
): Stump[] {
  const columns = features.map(columnOf)
  const odds = new Float64Array(positive.length).fill(options.start)
  const stumps: Stump[] = []
  for (let round = 0; round < options.rounds; round++) {
    const slopes = slopesOf(odds, positive)
    const best = columns.map((column, feature) => bestCut(column, feature, slopes, options.rate)).reduce((a, b) => (b.gain > a.gain ? b : a))
    if (best.gain <= 0) break
    const [feature, , below, above] = best.stump
    const { cells = new Uint8Array(), cuts = [] } = columns[feature] ?? {}
    for (const [row, cell] of cells.entries()) if (cell <= cuts.length) odds[row] = (odds[row] ?? 0) + (cell < best.cell ? below : above)
    stumps.push(best.stump)
  }
  return stumps
}

interface Slopes {
  readonly gradient: Float64Array
  readonly curvature: Float64Array
}

function slopesOf(odds: Float64Array, positive: readonly boolean[]): Slopes {
  const gradient = new Float64Array(odds.length)
  const curvature = new Float64Array(odds.length)
  for (const [row, value] of odds.entries()) {
    const share = 1 / (1 + Math.exp(-value))
    gradient[row] = (positive[row] ? 1 : 0) - share
    curvature[row] = share * (1 - share)
  }
  return { gradient, curvature }
}

const ridge = 50
const round = (x: number): number => Math.round(x * 1e4) / 1e4

function bestCut({ cells, cuts }: Column, feature: number, { gradient, curvature }: Slopes, rate: number): Best {
  const sums = new Float64Array(cuts.length + 2)
  const weights = new Float64Array(cuts.length + 2)
  for (const [row, cell] of cells.entries()) {
    sums[cell] = (sums[cell] ?? 0) + (gradient[row] ?? 0)
    weights[cell] = (weights[cell] ?? 0) + (curvature[row] ?? 0)
  }
  const total = (of: Float64Array) => of.subarray(0, cuts.length + 1).reduce((sum, one) => sum + one, 0)
  const [sumAll, weightAll] = [total(sums), total(weights)]
  const whole = sumAll ** 2 / (weightAll + ridge)
  let best: Best = { gain: 0, stump: [feature, 0, 0, 0], cell: 0 }
  let [sum, weight] = [0, 0]
  for (const [index, cut] of cuts.entries()) {
    sum += sums[index] ?? 0
    weight += weights[index] ?? 0
    const [below, above] = [sum / (weight + ridge), (sumAll - sum) / (weightAll - weight + ridge)]
    const gain = sum * below + (sumAll - sum) * above - whole
    if (gain > best.gain) best = { gain, stump: [feature, cut, round(rate * below), round(rate * above)], cell: index + 1 }
  }
  return best
}
