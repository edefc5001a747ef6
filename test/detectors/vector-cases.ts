import { type Detector, defaults, type Measure, type Summaries, type SummaryKind } from '../../contract/index.ts'
import { cellPair } from '../../detectors/cells/column-cells.ts'
import { diverge } from '../../detectors/cells/divergence.ts'
import { jensenShannon } from '../../detectors/cells/jensen-shannon.ts'
import { distanceP, largestGap } from '../../detectors/cells/kolmogorov-smirnov.ts'
import { exactTwoSampleP } from '../../detectors/cells/lattice.ts'
import { cramersV, pearson } from '../../detectors/cells/pearson.ts'
import { poolCategories, poolOrdered } from '../../detectors/cells/pooled.ts'
import { psi } from '../../detectors/cells/psi.ts'
import { transport } from '../../detectors/cells/transport.ts'
import { williamsG } from '../../detectors/cells/williams.ts'
import { detectors } from '../../detectors/index.ts'
import { areaOf } from '../../detectors/labels/roc.ts'
import { chiSquareUpperTail } from '../../detectors/math/chi-square.ts'
import { noncentralityInterval } from '../../detectors/math/noncentral-chi-square.ts'
import { endsLaw, measureRate } from '../../detectors/rates/learned-rate.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { totalOf } from '../../detectors/summaries/cells.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { scoresFromRows } from '../../detectors/summaries/scores.ts'
import { qualityCases } from './quality-cases.ts'

export interface Vector {
  readonly id: string
  readonly detector: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
  readonly tolerance: { readonly rel: number; readonly abs: number }
}

/** What a vector's inputs give here, under the names of its expectations. */
export type Case = (vector: Vector) => Readonly<Record<string, unknown>>

export const read = <Kind extends SummaryKind>(name: string, baseline: Summaries[Kind], window: Summaries[Kind], settings = {}): Measure => {
  const detector = detectors.get(name) as Detector
  return detector.read(baseline, window, { ...(defaults(detector.settings) as object), ...settings })
}
export const shownAs = ({ value, low, high, pValue }: Measure) => ({ value, lo: low, hi: high, p: pValue })

export const numbers = (inputs: Vector['inputs'], name: string): number[] => inputs[name] as number[]
const count = (inputs: Vector['inputs'], name: string): number => inputs[name] as number

/** A number column of which nothing but counts matters. */
const counted = (n: number, change: Partial<Summaries['numeric']>): Summaries['numeric'] => ({
  ...numericFromArray([]),
  n,
  weight: n,
  weight2: n,
  ...change,
})

const missing: Case = ({ inputs: i }) =>
  shownAs(
    read(
      'quality/missing',
      counted(count(i, 'N'), { nulls: count(i, 'y'), nans: count(i, 'y') }),
      counted(count(i, 'n'), { nulls: count(i, 'x'), nans: count(i, 'x') }),
    ),
  )

const type: Case = ({ inputs: i }) =>
  shownAs(read('quality/type', counted(count(i, 'N'), { bad: count(i, 'y') }), counted(count(i, 'n'), { bad: count(i, 'x') })))

const range: Case = ({ inputs: i }) => {
  if ('x' in i) {
    const values = (i['x'] as (number | string | null)[]).map(value => (value === null ? Number.NaN : Number(value)))
    const { value, n } = read('quality/range', numericFromArray([count(i, 'min'), count(i, 'max')]), numericFromArray(values))
    return { value, present: n, outside: (value ?? 0) * n }
  }
  const [n, outside, N, ends] = ['n', 'outside', 'N', 'learnedEnds'].map(name => count(i, name)) as [number, number, number, number]
  // The detector learns both ends; the law holds for one as well.
  if (ends === 1) return shownAs(measureRate({ hits: outside, rows: n, baselineN: N }, endsLaw(ends, N)))
  const inside = numericFromArray([0, 1])
  const window = numericFromArray([...Array.from({ length: n - outside }, () => 0.5), ...Array.from({ length: outside }, () => 2)])
  return shownAs(read('quality/range', { ...inside, n: N }, window))
}

const unseen: Case = ({ inputs: i }) => {
  const [N, single] = [count(i, 'N'), count(i, 'singletons')]
  const often = N - single
  const names = Array.from({ length: single }, (_, at) => `once ${at}`)
  const baseline = categoryFromArray([...Array.from({ length: often }, () => 'often'), ...names])
  const window = categoryFromArray([
    ...Array.from({ length: count(i, 'n') - count(i, 'unseen') }, () => 'often'),
    ...Array.from({ length: count(i, 'unseen') }, () => 'new'),
  ])
  const frame = (detectors.get('quality/unseen') as Detector).deciding?.frame(baseline) as { expected: number }
  return { ...shownAs(read('quality/unseen', baseline, window)), expectedShare: frame.expected }
}

const volume: Case = ({ inputs: i, settings }) => {
  const span = (n: number): Summaries['volume'] => ({ kind: 'volume', n, slots: 1, filled: 1 })
  const measure = read('quality/volume', span(count(i, 'expected')), span(count(i, 'y')), { dispersion: i['dispersion'] })
  // Ours is two-sided, by doubling the smaller tail.
  const p = settings['tail'] === 'lower' ? (measure.pValue ?? 0) / 2 : measure.pValue
  return { value: measure.value, p }
}

/** Counts as a category of that many values. */
export const categoryOf = (counts: readonly number[]): Summaries['category'] => {
  const n = counts.reduce((sum, rows) => sum + rows, 0)
  const held = counts.map((rows, at) => [`value ${String(at).padStart(2, '0')}`, rows] as const).filter(([, rows]) => rows > 0)
  return { ...categoryFromArray([]), n, weight: n, weight2: n, counts: new Map(held), distinct: held.length }
}
export const columnOf = (counts: readonly number[]): Summaries['numeric'] =>
  numericFromArray(counts.flatMap((rows, at) => Array.from({ length: rows }, () => at)))
export const cellsOf = (counts: readonly number[]) => ({ values: Float64Array.from(counts.keys()), counts: Float64Array.from(counts), resolution: 0 })

/** Counts as they are, without pooling; by the detector where the whole of it is meant. */
export const onCells =
  (name: string, given: (pair: ReturnType<typeof pairOf>) => Readonly<Record<string, unknown>>): Case =>
  ({ id, inputs }) => {
    const [before, after] = [numbers(inputs, 'baseline'), numbers(inputs, 'window')]
    if (/-(empty|onecell)$/.test(id)) return shownAs(read(name, categoryOf(before), categoryOf(after)))
    return given(pairOf(before, after))
  }
const pairOf = (before: readonly number[], after: readonly number[]) => ({
  baseline: Float64Array.from(before),
  window: Float64Array.from(after),
  ordered: true,
})

const divergences = {
  psi: onCells('drift/psi', pair => {
    const { distance, T, df, pValue, low, high } = diverge(psi, pair)
    return { value: distance, T, df, p: pValue, lo: low, hi: high }
  }),
  js: onCells('drift/js', pair => {
    const { distance, T, pValue, low, high } = diverge(jensenShannon, pair)
    const shape = (nats: number) => Math.min(1, Math.sqrt(nats / Math.LN2))
    return { value: shape(distance), divergenceNats: distance, distanceNatural: Math.sqrt(distance), T, p: pValue, lo: shape(low), hi: shape(high) }
  }),
  gtest: onCells('drift/gtest', pair => {
    const { G, df, factor } = williamsG(pair)
    return { statistic: G, df, p: chiSquareUpperTail(G, df), williamsFactor: factor, williamsP: chiSquareUpperTail(G / factor, df) }
  }),
}

const chi2OnCells = onCells('drift/chi2', pair => {
  const { statistic, df } = pearson(pair)
  const { low, high } = noncentralityInterval(statistic, df, 0.05)
  const rows = totalOf(pair.baseline) + totalOf(pair.window)
  return { statistic, df, p: chiSquareUpperTail(statistic, df), cramersVCorrected: cramersV(statistic, df, rows), noncentralityLo: low, noncentralityHi: high }
})

const chi2: Case = vector => {
  const { id, inputs } = vector
  const n = inputs['n'] as number
  if (id.startsWith('drift-pool-numeric')) return { groups: poolOrdered(Float64Array.from(numbers(inputs, 'baseline')), n) }
  if (id.startsWith('drift-pool-category')) return pooledCategories(numbers(inputs, 'baseline'), inputs['unseen'] as number, n)
  if (id !== 'drift-chi2-weighted') return chi2OnCells(vector)
  const weights = inputs['windowWeights'] as number[][]
  const rows = weights.flatMap((list, at) => list.map(weight => [`value ${String(at).padStart(2, '0')}`, weight] as const))
  const window = categoryFromArray(
    rows.map(([value]) => value),
    rows.map(([, weight]) => weight),
  )
  const pair = cellPair(categoryOf(numbers(inputs, 'baseline')), window, 16)
  const { statistic, df } = pearson(pair)
  const nEff = totalOf(pair.window)
  return { nEff, shares: Array.from(pair.window, size => size / nEff), statistic, p: chiSquareUpperTail(statistic, df) }
}

/** The vector keeps cells in place and pools the rest with what the baseline never saw. */
function pooledCategories(baseline: readonly number[], unseen: number, n: number) {
  const unknown = baseline.length
  const groups = poolCategories(Float64Array.from(unseen > 0 ? [...baseline, 0] : baseline), n)
  const rare = groups.find(group => group.includes(unknown)) ?? groups.find(group => group.length > 1) ?? []
  return { keep: groups.filter(group => group !== rare).flat(), rare: rare.filter(cell => cell !== unknown) }
}

const ks: Case = ({ id, inputs }) => {
  const [before, after] = [numbers(inputs, 'baseline'), numbers(inputs, 'window')]
  if (/-(empty|onecell)$/.test(id)) return shownAs(read('drift/ks', columnOf(before), columnOf(after)))
  const onRows = id.startsWith('drift-ks-sample')
  const [left, right] = onRows ? [numericFromArray(before).cells, numericFromArray(after).cells] : [cellsOf(before), cellsOf(after)]
  const [N, n] = [totalOf(left.counts), totalOf(right.counts)]
  const { distance, distanceMax } = largestGap(left, right)
  const asymptotic = distanceP(distance, N, n, false)
  if (!onRows) return { value: distance, p: asymptotic, lower: distance, upper: distanceMax }
  return { value: distance, pExact: exactTwoSampleP(distance, n, N), pStephens: asymptotic }
}

const wasserstein: Case = ({ inputs }) => {
  const [baseline, window] = [numericFromArray(numbers(inputs, 'baseline')), numericFromArray(numbers(inputs, 'window'))]
  return { value: read('drift/wasserstein', baseline, window).value, raw: transport(baseline.cells, window.cells, baseline.n, window.n).distance }
}

const scored = ({ inputs: i }: Vector) => {
  const weights = i['w'] as number[] | undefined
  return scoresFromRows(
    numbers(i, 'y').map((y, at) => ({
      score: numbers(i, 'score')[at] ?? 0,
      y: y === 1,
      decision: (numbers(i, 'score')[at] ?? 0) >= 0.5,
      weight: weights?.[at] ?? 1,
    })),
  )
}
const performance =
  (name: string): Case =>
  vector => {
    const { value, low, high } = read(name, scored(vector), scored(vector))
    return { value, lo: low, hi: high }
  }

const auc: Case = vector => {
  const { inputs } = vector
  const { positives, negatives } = 'n1' in inputs ? { positives: numbers(inputs, 'n1'), negatives: numbers(inputs, 'n0') } : scored(vector)
  const area = areaOf(Float64Array.from(positives), Float64Array.from(negatives))
  if (!area) return { value: null, seDeLong: null }
  const value = 'n1' in inputs ? area.value : (read('performance/auc', scored(vector), scored(vector)).value ?? Number.NaN)
  return { value, seDeLong: Math.sqrt(area.variance), band: area.band, gini: 2 * value - 1 }
}

const bias =
  (name: string): Case =>
  ({ inputs }) => {
    const group = (key: string): [number, number] => {
      const { tp, fp, fn, tn } = inputs[key] as Record<'tp' | 'fp' | 'fn' | 'tn', number>
      return [tp + fp + fn + tn, tp + fp]
    }
    const window: Summaries['groups'] = { kind: 'groups', advantaged: 'a', group: 'd', counts: [...group('a'), ...group('d')] }
    const { value, low, high } = read(name, window, window)
    return { value, lo: low, hi: high }
  }

export const casesOf: ReadonlyMap<string, Case> = new Map([
  ['quality/missing', missing],
  ['quality/type', type],
  ['quality/range', range],
  ['quality/unseen', unseen],
  ['quality/volume', volume],
  ...qualityCases,
  ['drift/psi', divergences.psi],
  ['drift/js', divergences.js],
  ['drift/gtest', divergences.gtest],
  ['drift/chi2', chi2],
  ['drift/ks', ks],
  ['drift/wasserstein', wasserstein],
  ['performance/accuracy', performance('performance/accuracy')],
  ['performance/auc', auc],
  ['performance/brier', performance('performance/brier')],
  ['performance/logloss', performance('performance/logloss')],
  ['bias/dppl', bias('bias/dppl')],
  ['bias/di', bias('bias/di')],
])
