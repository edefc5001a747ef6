import { andersonDarling, debiasedDistance } from '../../detectors/cells/anderson-darling.ts'
import type { CellPair } from '../../detectors/cells/column-cells.ts'
import { cellsStatistic } from '../../detectors/cells/cramer-von-mises.ts'
import { diverge } from '../../detectors/cells/divergence.ts'
import { energyDistance } from '../../detectors/cells/energy.ts'
import { kuiperP, kuiperReach } from '../../detectors/cells/kuiper.ts'
import { kullbackLeibler } from '../../detectors/cells/kullback-leibler.ts'
import { largestMove } from '../../detectors/cells/largest-share.ts'
import { type LeadingValue, proportionZ, shareMove } from '../../detectors/cells/leading-value.ts'
import { midrankP, midrankStatistic } from '../../detectors/cells/midranks.ts'
import { momentsOf } from '../../detectors/cells/moments.ts'
import { quantileRanks } from '../../detectors/cells/order-statistics.ts'
import { quietVariation, totalVariation } from '../../detectors/cells/total-variation.ts'
import { welch } from '../../detectors/cells/welch.ts'
import { fisherExact } from '../../detectors/math/counts.ts'
import { normal } from '../../detectors/math/normal.ts'
import { katz } from '../../detectors/math/proportion.ts'
import { totalOf } from '../../detectors/summaries/cells.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { type Case, categoryOf, cellsOf, columnOf, numbers, onCells, read, shownAs } from './vector-cases.ts'

const kl: Case = onCells('drift/kl', pair => {
  const { distance, pValue, low, high } = diverge(kullbackLeibler, pair)
  return { value: distance, p: pValue, lo: low, hi: high }
})

const tv: Case = onCells('drift/tv', pair => ({ value: totalVariation(pair), expectedUnderNull: quietVariation(heldOf(pair)) }))
const linf: Case = onCells('drift/linf', pair => ({ value: largestMove(pair).distance }))

/** Without the cells that nobody is in. */
function heldOf({ baseline, window }: CellPair): CellPair {
  const held = Array.from(baseline.keys()).filter(cell => (baseline[cell] ?? 0) + (window[cell] ?? 0) > 0)
  const pick = (side: Float64Array) => Float64Array.from(held, cell => side[cell] ?? 0)
  return { baseline: pick(baseline), window: pick(window), ordered: true }
}

/** Sides of a vector: rows, or cells in the order of their counts. */
function sidesOf({ inputs, settings }: Parameters<Case>[0]) {
  const [before, after] = [numbers(inputs, 'baseline'), numbers(inputs, 'window')]
  const sides =
    settings['on'] === 'rows' ? ([numericFromArray(before).cells, numericFromArray(after).cells] as const) : ([cellsOf(before), cellsOf(after)] as const)
  return { sides, sizes: { N: totalOf(sides[0].counts), n: totalOf(sides[1].counts) } }
}

/** Where the vector asks what a detector says of nothing, or of a single cell. */
const orWhole =
  (name: string, otherwise: Case): Case =>
  vector => {
    if (!/-(empty|onecell)$/.test(vector.id)) return otherwise(vector)
    const { inputs } = vector
    return shownAs(read(name, columnOf(numbers(inputs, 'baseline')), columnOf(numbers(inputs, 'window'))))
  }

const kuiper: Case = orWhole('drift/kuiper', vector => {
  const { sides, sizes } = sidesOf(vector)
  const { distance } = kuiperReach(...sides)
  return { value: distance, p: kuiperP(distance, sizes.N, sizes.n) }
})

const lambdaOf = (lambdas: readonly number[]) => [...lambdas].sort((a, b) => b - a)

const cvm: Case = orWhole('drift/cvm', vector => {
  const { sides, sizes } = sidesOf(vector)
  if (vector.settings['on'] === 'rows') {
    const statistic = midrankStatistic(sides, sizes)
    return { statistic, pAsymptotic: midrankP(statistic, sizes) }
  }
  const { statistic, lambdas, pValue } = cellsStatistic(sides, sizes)
  return { statistic, lambda: lambdaOf(lambdas), p: pValue }
})

const ad: Case = orWhole('drift/ad', vector => {
  const { sides, sizes } = sidesOf(vector)
  const { statistic, lambdas, pValue } = andersonDarling(sides, sizes)
  return { statistic, lambda: lambdaOf(lambdas), p: pValue, debiased: debiasedDistance(sides, sizes) }
})

const energy: Case = ({ inputs }) => {
  const [before, after] = [numericFromArray(numbers(inputs, 'baseline')), numericFromArray(numbers(inputs, 'window'))]
  return { value: read('drift/energy', before, after).value, raw: energyDistance(before.cells, after.cells) }
}

const fisher: Case = vector => {
  const { inputs } = vector
  if (!('table' in inputs)) return twoRates(vector)
  const [[a, b], [c, d]] = inputs['table'] as [[number, number], [number, number]]
  const { pValue } = read('drift/fisher', categoryOf([c, d]), categoryOf([a, b]))
  return { p: pValue, oddsRatio: b * c === 0 ? (a * d === 0 ? 0 : null) : (a * d) / (b * c) }
}

const twoRates: Case = ({ inputs }) => {
  const leading = inputs as unknown as LeadingValue
  const { x, n, y, N } = leading
  const { value, low, high } = shareMove(leading)
  const ratio = katz(x, n, y, N)
  const z = proportionZ(leading)
  return {
    difference: value,
    newcombe: [low, high],
    z,
    pScore: 2 * normal.upperTail(Math.abs(z)),
    pFisher: fisherExact(x, n, y, N),
    ratio: x / n / (y / N),
    katz: [ratio.low, ratio.high],
  }
}

const mean: Case = ({ inputs }) => {
  const [before, after] = [numericFromArray(numbers(inputs, 'baseline')), numericFromArray(numbers(inputs, 'window'))]
  const { t, df } = welch(momentsOf(before), momentsOf(after))
  return { ...shownAs(read('drift/mean', before, after)), t, df }
}

const sd: Case = ({ inputs }) => shownAs(read('drift/sd', numericFromArray(numbers(inputs, 'baseline')), numericFromArray(numbers(inputs, 'window'))))

const quantile: Case = ({ inputs }) => {
  const { low, high } = quantileRanks(inputs['n'] as number, inputs['q'] as number)
  return { lo: low, hi: high }
}

export const distanceCasesOf: ReadonlyMap<string, Case> = new Map([
  ['drift/kl', kl],
  ['drift/tv', tv],
  ['drift/linf', linf],
  ['drift/kuiper', kuiper],
  ['drift/cvm', cvm],
  ['drift/ad', ad],
  ['drift/energy', energy],
  ['drift/fisher', fisher],
  ['drift/ztest', twoRates],
  ['drift/mean', mean],
  ['drift/sd', sd],
  ['drift/quantile', quantile],
])
