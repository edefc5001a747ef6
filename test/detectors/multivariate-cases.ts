import type { SampleSummary, Summaries } from '../../contract/index.ts'
import { momentsOf } from '../../detectors/cells/moments.ts'
import { pearson } from '../../detectors/cells/pearson.ts'
import { welch } from '../../detectors/cells/welch.ts'
import { labelShift, shiftError } from '../../detectors/labels/label-shift.ts'
import { chiSquareUpperTail } from '../../detectors/math/chi-square.ts'
import { normal } from '../../detectors/math/normal.ts'
import { centroidMove } from '../../detectors/multivariate/centroid.ts'
import { componentsOf, reconstructionErrors } from '../../detectors/multivariate/components.ts'
import { correlationMove } from '../../detectors/multivariate/correlation.ts'
import { discrepancy } from '../../detectors/multivariate/discrepancy.ts'
import { areaOfScores, areaP, crossFitted } from '../../detectors/multivariate/domain.ts'
import { encodedRows, encodingOf } from '../../detectors/multivariate/encoded.ts'
import { hotelling } from '../../detectors/multivariate/hotelling.ts'
import { fitLogistic } from '../../detectors/multivariate/logistic.ts'
import { correlationsOf } from '../../detectors/multivariate/moments.ts'
import { crossFromRows } from '../../detectors/summaries/crosses.ts'
import { featuresOf, spectrumOf } from '../../detectors/summaries/fourier.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { sampleFromRows } from '../../detectors/summaries/samples.ts'
import { embeddingFromArray } from '../../detectors/summaries/vectors.ts'
import { type Case, numbers, read, type Vector } from './vector-cases.ts'

type Rows = readonly (readonly number[])[]
const rowsOf = (inputs: Vector['inputs'], name: string): Rows => inputs[name] as Rows
const number = (inputs: Vector['inputs'], name: string): number => inputs[name] as number

/** Rows as they are: centre 0, scale 1. */
function crossOf(rows: Rows): Summaries['cross'] {
  const columns = (rows[0] ?? []).map((_, at) => `column ${at}`)
  return crossFromRows(rows, { columns, centers: columns.map(() => 0), scales: columns.map(() => 1), leftOut: 0 })
}

function sampleOf(rows: Rows): SampleSummary {
  const columns = (rows[0] ?? []).map((_, at) => ({ name: `column ${at}`, type: 'numeric' as const }))
  return sampleFromRows(
    rows.map((row, at) => [at.toString(16).padStart(16, '0'), row] as const),
    { columns, leftOut: 0 },
  )
}

const hotellingOf: Case = ({ inputs }) => {
  const test = hotelling(crossOf(rowsOf(inputs, 'baseline')), crossOf(rowsOf(inputs, 'window')))
  return { T2: test?.T2, F: test?.F, p: test?.pValue, d1: test?.d1, d2: test?.d2 }
}

const pca: Case = ({ inputs, settings }) => {
  const [baseline, window] = [sampleOf(rowsOf(inputs, 'baseline')), sampleOf(rowsOf(inputs, 'window'))]
  const encoding = encodingOf(baseline, 1)
  const rows = encodedRows(baseline, encoding)
  const components = componentsOf(rows, { count: settings['components'] as number })
  const [before, after] = [reconstructionErrors(rows, components), reconstructionErrors(encodedRows(window, encoding), components)]
  const [a, b] = [momentsOf(numericFromArray(before)), momentsOf(numericFromArray(after))]
  const { t, pValue } = welch(a, b)
  return { explained: components.explained, errors: after, meanWindow: b.mean, meanBaseline: a.mean, t, p: pValue }
}

const correlation: Case = ({ inputs }) => {
  if ('rows' in inputs) {
    const rows = rowsOf(inputs, 'rows')
    const [flat, size] = [correlationsOf(crossOf(rows)), rows[0]?.length ?? 0]
    return { matrix: Array.from({ length: size }, (_, i) => flat.slice(i * size, (i + 1) * size)) }
  }
  const { value, error } = correlationMove({ r: number(inputs, 'r'), n: number(inputs, 'n') }, { r: number(inputs, 'r0'), n: number(inputs, 'N') })
  return { z: value / error, p: 2 * normal.upperTail(Math.abs(value / error)) }
}

const domain: Case = ({ inputs, settings }) => {
  const rows = rowsOf(inputs, 'x').map(row => Float64Array.from(row))
  const classes = Uint8Array.from(numbers(inputs, 'y'))
  const l2 = settings['l2'] as number
  if (!('fold' in inputs)) {
    const model = fitLogistic({ rows, classes, learned: [...rows.keys()] }, l2, new Float64Array((rows[0]?.length ?? 0) + 1))
    return { w: Array.from(model.slice(0, -1)), b: model.at(-1) }
  }
  const area = areaOfScores(crossFitted({ rows, classes }, numbers(inputs, 'fold'), l2), classes)
  const { z, pValue } = areaP(area?.value ?? Number.NaN, 20, 20)
  return { auc: area?.value, z, p: pValue }
}

const centroid: Case = ({ inputs }) => {
  const [before, after] = [rowsOf(inputs, 'baseline'), rowsOf(inputs, 'window')]
  const plan = { dimension: before[0]?.length ?? 0, centroid: [] }
  const side = (rows: Rows) =>
    embeddingFromArray(
      rows.map(row => JSON.stringify(row)),
      plan,
    )
  const { distance, cosineDistance, statistic, pValue } = centroidMove(side(before), side(after), { N: before.length, n: after.length })
  return { value: distance, cosineDistance, statistic, p: pValue }
}

const mmd: Case = ({ inputs }) => {
  const directions = rowsOf(inputs, 'omega')
  const features = (name: string) => rowsOf(inputs, name).map(row => featuresOf(row, directions))
  const sum = (rows: readonly Float64Array[]) => Float64Array.from(rows[0] ?? [], (_, at) => rows.reduce((total, row) => total + (row[at] ?? 0), 0))
  const [before, after] = [features('baseline'), features('window')]
  const spectrum = spectrumOf(before)
  const window = { n: after.length, sums: sum(after) }
  const { biased, debiased, pValue } = discrepancy({ n: before.length, sums: sum(before), spectrum }, window)
  return { value: biased, sumWindow: Array.from(window.sums), lambda: spectrum, debiased, p: pValue }
}

const columns: Case = ({ inputs, settings }) => {
  const news = Object.entries(inputs['p'] as Record<string, number | null>).map(([name, pValue]) => [name, { pValue, drift: null, attribution: null }] as const)
  const window: Summaries['columns'] = { kind: 'columns', n: 100, columns: new Map(news) }
  const { value, pValue, notes } = read('drift/columns', window, window, settings)
  return { drifted: notes, share: value, pAny: pValue }
}

const impact: Case = ({ inputs }) => {
  const news = { pValue: null, drift: number(inputs, 'drift'), attribution: number(inputs, 'meanAbsAttribution') }
  const window: Summaries['columns'] = { kind: 'columns', n: 100, columns: new Map([['a', news]]) }
  return { value: read('drift/impact', window, window).value }
}

/** A labelled baseline of which nothing but decisions and classes matters. */
function scores(confusion: Summaries['scores']['confusion'], decidedPositive?: number): Summaries['scores'] {
  const [tp, fp, fn, tn] = confusion
  const n = tp + fp + fn + tn
  const side = { kind: 'scores' as const, n, weight: n, weight2: n, rows: n, scores: Float64Array.of(0.5), confusion, resolution: 0 }
  const losses = { logLoss: [0, 0] as const, brier: [0, 0] as const }
  return {
    ...side,
    ...losses,
    positives: Float64Array.of(tp + fn),
    negatives: Float64Array.of(fp + tn),
    ...(decidedPositive === undefined ? {} : { decidedPositive }),
  }
}

const prior: Case = ({ inputs }) => {
  if ('confusion' in inputs) return { ...labelShift(inputs['confusion'] as number[][], numbers(inputs, 'windowPredictedShares')) }
  const [tpr, fpr, positives, negatives] = ['tpr', 'fpr', 'positives', 'negatives'].map(name => number(inputs, name)) as [number, number, number, number]
  const [share, n] = [number(inputs, 'predictedShare'), number(inputs, 'n')]
  const baseline = scores([tpr * positives, fpr * negatives, (1 - tpr) * positives, (1 - fpr) * negatives])
  const { value } = read('drift/prior', baseline, { ...scores([0, 0, 0, 0], share), rows: n })
  return { value: value === null ? null : value + positives / (positives + negatives), se: shiftError({ tpr, fpr, positives, negatives }, share, n) }
}

const prediction: Case = ({ inputs }) => {
  const [baseline, window] = [Float64Array.from(numbers(inputs, 'baseline')), Float64Array.from(numbers(inputs, 'window'))]
  const { statistic, df } = pearson({ baseline, window, ordered: false })
  return { statistic, df, p: chiSquareUpperTail(statistic, df) }
}

const label: Case = vector => {
  const side = (name: string) => {
    const [negatives = 0, positives = 0] = numbers(vector.inputs, name)
    return scores([positives, 0, 0, negatives])
  }
  return { ...prediction(vector), p: read('drift/label', side('baseline'), side('window')).pValue }
}

export const multivariateCasesOf: ReadonlyMap<string, Case> = new Map([
  ['drift/hotelling', hotellingOf],
  ['drift/pca', pca],
  ['drift/correlation', correlation],
  ['drift/domain', domain],
  ['drift/centroid', centroid],
  ['drift/mmd', mmd],
  ['drift/columns', columns],
  ['drift/impact', impact],
  ['drift/prior', prior],
  ['drift/prediction', prediction],
  ['drift/label', label],
])
