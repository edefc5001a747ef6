import { type Detector, defaults, type Measure, type Summaries, type SummaryKind } from '../../contract/index.ts'
import { momentsOf } from '../../detectors/cells/moments.ts'
import { mcnemar, pairedT } from '../../detectors/cells/paired.ts'
import { welch } from '../../detectors/cells/welch.ts'
import { detectors } from '../../detectors/index.ts'
import { expectedDistinct } from '../../detectors/math/rarefaction.ts'
import { allAlike, longestRunUpperTail } from '../../detectors/math/run-length.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { pairsFromArray } from '../../detectors/summaries/paired-rows.ts'
import { mergeRuns, runsFromArray } from '../../detectors/summaries/runs.ts'
import { textFromArray } from '../../detectors/summaries/texts.ts'
import { embeddingFromArray } from '../../detectors/summaries/vectors.ts'
import { type RowCell, rowsFromArray } from '../../detectors/summaries/whole-rows.ts'
import type { Case, Vector } from './vector-cases.ts'

const read = <Kind extends SummaryKind>(name: string, baseline: Summaries[Kind], window: Summaries[Kind], settings = {}): Measure => {
  const detector = detectors.get(name) as Detector
  return detector.read(baseline, window, { ...(defaults(detector.settings) as object), ...settings })
}
const numbersOf = (inputs: Vector['inputs'], name: string): number[] =>
  (inputs[name] as (number | string | null)[]).map(value => (value === null ? Number.NaN : Number(value)))
const count = (inputs: Vector['inputs'], name: string): number => inputs[name] as number

const alikeOf = (counts: readonly number[]): Map<number, number> =>
  new Map(
    Map.groupBy(counts, count => count)
      .entries()
      .map(([count, values]) => [count, values.length]),
  )

const cardinality: Case = ({ inputs }) => ({ expectedDistinct: expectedDistinct(alikeOf(inputs['baselineCounts'] as number[]), count(inputs, 'n')) })

const unique: Case = ({ inputs }) => {
  // A number and its text are two identifiers; a category holds texts, so each says which it is.
  const ids = categoryFromArray((inputs['ids'] as (string | number)[]).map(id => `${typeof id} ${id}`))
  return { value: read('quality/unique', ids, ids).value, distinct: ids.distinct, n: ids.n }
}

const duplicates: Case = ({ inputs }) => {
  const rows = rowsFromArray(inputs['rows'] as RowCell[][])
  return { value: read('quality/duplicates', rows, rows).value, distinct: rows.distinct, n: rows.n }
}

/** The detector takes the upper end of a share that it measures; the law is that of `n` draws with the share that is given. */
const constant: Case = ({ inputs }) => {
  const [share, n] = [count(inputs, 'largestShareUpper'), count(inputs, 'n')]
  const window = categoryFromArray(Array.from({ length: n }, () => 'a'))
  return { value: read('quality/constant', categoryFromArray(['a', 'b']), window).value, p: allAlike(share, n) }
}

const stuck: Case = ({ inputs }) => {
  if ('panes' in inputs) {
    const panes = (inputs['panes'] as (number | null)[][]).map(pane => runsFromArray(pane.map(value => (value === null ? null : String(value)))))
    const merged = panes.reduce(mergeRuns)
    return { longestRun: merged.longest, n: merged.n }
  }
  const run = count(inputs, 'longestRun')
  const window = { ...runsFromArray(['a']), n: count(inputs, 'n'), present: count(inputs, 'n'), longest: run }
  return { value: read('quality/stuck', window, window).value, p: longestRunUpperTail(run, count(inputs, 'n'), count(inputs, 'repeatChance')) }
}

const schema: Case = ({ inputs }) => {
  const side = (name: string): Summaries['schema'] => ({
    kind: 'schema',
    n: 1,
    columns: Object.entries(inputs[name] as Record<string, string>).map(([column, type]) => ({ name: column, type })),
  })
  const { value, notes } = read('quality/schema', side('expected'), side('got'))
  const listed = (what: string): string[] => Array.from((notes.find(note => note.startsWith(`${what}: `)) ?? '').matchAll(/"(.)"/g), match => match[1] ?? '')
  return { value, missing: listed('missing'), extra: listed('extra'), retyped: listed('retyped') }
}

const freshness: Case = ({ inputs }) => {
  const empty = { values: new Float64Array(), counts: new Float64Array(), resolution: 0 }
  const side: Summaries['freshness'] = {
    kind: 'freshness',
    n: 1e6,
    gapSeconds: count(inputs, 'gapSeconds'),
    spanSeconds: 1e6 / count(inputs, 'ratePerSecond'),
    future: 0,
    pauses: empty,
  }
  const { value, pValue } = read('quality/freshness', side, side)
  return { value, p: pValue }
}

const skew: Case = ({ inputs }) => {
  if ('b' in inputs) return { p: mcnemar(count(inputs, 'b'), count(inputs, 'c')) }
  if ('differences' in inputs) {
    const d = numbersOf(inputs, 'differences')
    const test = pairedT(
      d.reduce((sum, x) => sum + x, 0),
      d.reduce((sum, x) => sum + x * x, 0),
      d.length,
    )
    return { mean: test?.mean, t: test?.t, p: test?.p, lo: test?.low, hi: test?.high }
  }
  const side = (name: string) => (inputs[name] as (number | string | null)[]).map(value => (value === null ? null : Number(value)))
  const [served, trained] = [side('served'), side('trained')]
  const pairs = pairsFromArray(
    served.map((value, at) => [value, trained[at] ?? null]),
    0,
  )
  return { pairs: pairs.n, mismatched: pairs.mismatched, unpaired: pairs.unpaired, value: read('quality/skew', pairs, pairs).value }
}

const outliers: Case = ({ inputs }) => {
  const [baseline, window] = [numericFromArray(numbersOf(inputs, 'baseline')), numericFromArray(numbersOf(inputs, 'window'))]
  const fences = (detectors.get('quality/outliers') as Detector).deciding?.frame(baseline) as { low: number; high: number } | undefined
  const { value, n } = read('quality/outliers', baseline, window)
  return {
    fences: [fences?.low, fences?.high],
    outside: (value ?? 0) * n,
    present: n,
    value,
    baselineShare: read('quality/outliers', baseline, baseline).value,
  }
}

const zscore: Case = ({ inputs }) => {
  const [baseline, window] = [numericFromArray(numbersOf(inputs, 'baseline')), numericFromArray(numbersOf(inputs, 'window'))]
  const [before, after] = [momentsOf(baseline), momentsOf(window)]
  const difference = after.mean - before.mean
  const { pValue, value } = read('quality/zscore', baseline, window)
  const { t, df, reach } = welch(before, after)
  return { t: Number.isNaN(t) ? value : t, df, p: pValue, lo: difference - reach, hi: difference + reach, difference }
}

const text: Case = ({ inputs }) => {
  const texts = (inputs['x'] as (string | null)[]).map(value => value ?? absentText.missing)
  const all = textFromArray(texts)
  const each = texts.filter(value => value !== absentText.missing).map(value => textFromArray([value]))
  return {
    present: all.n - all.nulls - all.bad,
    null: all.nulls,
    empty: all.empty,
    blank: all.blank,
    control: all.control,
    replacement: all.replaced,
    lengths: each.map(({ lengths }) => lengths.values[0]),
    scripts: each.map(({ scripts }) => [...scripts.keys()][0]),
  }
}

const embedding: Case = ({ inputs }) => {
  const plan = { dimension: count(inputs, 'dimension'), centroid: numbersOf(inputs, 'centroid') }
  const texts = (inputs['x'] as (number | string)[][]).map(vector => JSON.stringify(vector))
  const all = embeddingFromArray(texts, plan)
  const each = texts.map(one => embeddingFromArray([one], plan)).filter(({ norms }) => norms.values.length > 0)
  const only = (cells: Summaries['embedding']['norms']): number | null => cells.values[0] ?? null
  return {
    wrongDimension: all.wrongDimension,
    zero: all.zero,
    nonFinite: all.nonFinite,
    norms: each.map(({ norms }) => only(norms)),
    cosines: each.map(({ cosines }) => only(cosines)),
  }
}

/** Vectors of the quality family beyond the plain rates. */
export const qualityCases: readonly (readonly [string, Case])[] = [
  ['quality/cardinality', cardinality],
  ['quality/unique', unique],
  ['quality/duplicates', duplicates],
  ['quality/constant', constant],
  ['quality/stuck', stuck],
  ['quality/schema', schema],
  ['quality/freshness', freshness],
  ['quality/skew', skew],
  ['quality/outliers', outliers],
  ['quality/zscore', zscore],
  ['quality/text', text],
  ['quality/embedding', embedding],
]
