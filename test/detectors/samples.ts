import type { Summaries, Summary, SummaryKind } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { categoryFromArray, mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeGroups } from '../../detectors/summaries/groups.ts'
import { mergeNumeric, numericFromArray, onGrid } from '../../detectors/summaries/numeric.ts'
import { mergeScores, scoresFromRows } from '../../detectors/summaries/scores.ts'
import { mergeVolume, volumeOf } from '../../detectors/summaries/volume.ts'
import { absent, drawn, normal, reordered, type Sample, uniform } from './drawing.ts'
import { rowSamples } from './row-samples.ts'
import { tableSamples } from './table-samples.ts'

const numbers = (values: readonly number[], weights: readonly number[] = []) => numericFromArray(Float64Array.from(values), weights)
const quietNumber = (next: () => number): number => (next() < 0.01 ? absent('missing') : normal(next))
const someNumber = (next: () => number): number => {
  const kind = next()
  return kind < 0.2 ? absent('missing') : kind < 0.3 ? absent('wrong') : 2 + 3 * normal(next)
}

const numeric: Sample<'numeric'> = {
  draw: (seed, rows, shuffle = false) => numbers(reordered(drawn(seed, rows, quietNumber), shuffle)),
  shifted: (seed, rows) => numbers(drawn(seed, rows, someNumber)),
  merge: mergeNumeric,
  edges: {
    empty: numbers([]),
    one: numbers([0.5]),
    constant: numbers(Array.from({ length: 50 }, () => 7)),
    'all null': numbers(Array.from({ length: 50 }, () => absent('missing'))),
    'NaN and infinities': numbers([Number.NaN, Infinity, -Infinity, Infinity, 1, 2, Number.NaN]),
    'only infinities': numbers([Infinity, -Infinity, Infinity]),
    'huge and tiny': numbers([1e308, -1e308, 5e-324, 0, -0]),
    weighted: numbers([1, 2, 3, Number.NaN, 2], [0.5, 10, 1, 4, 2.5]),
    'on a grid': onGrid(numbers(drawn(9, 400, quietNumber)), { center: 0, scale: 0.7 }),
  },
}

const words = ['red', 'green', 'blue', '__proto__', 'rare'] as const
const shares = [0.5, 0.75, 0.9, 0.99, 1]
const quietWord = (next: () => number): string => {
  if (next() < 0.01) return absentText.missing
  const at = next()
  return words[shares.findIndex(share => at < share)] ?? 'red'
}
const someWord = (next: () => number): string => {
  const at = next()
  return at < 0.2 ? absentText.missing : at < 0.3 ? absentText.wrong : at < 0.6 ? 'never seen' : 'blue'
}

const category: Sample<'category'> = {
  draw: (seed, rows, shuffle = false) => categoryFromArray(reordered(drawn(seed, rows, quietWord), shuffle)),
  shifted: (seed, rows) => categoryFromArray(drawn(seed, rows, someWord)),
  merge: mergeCategory,
  edges: {
    empty: categoryFromArray([]),
    one: categoryFromArray(['red']),
    constant: categoryFromArray(Array.from({ length: 50 }, () => 'green')),
    'all null': categoryFromArray(Array.from({ length: 50 }, () => absentText.missing)),
    'all of the wrong type': categoryFromArray(Array.from({ length: 50 }, () => absentText.wrong)),
    'unseen values': categoryFromArray(Array.from({ length: 50 }, (_, at) => `new ${at}`)),
    weighted: categoryFromArray(['red', 'blue', absentText.missing, 'red'], [1, 20, 3, 0.5]),
    'over the cap': { ...categoryFromArray(['red', 'blue', 'red']), n: 103, weight: 103, weight2: 103, rest: 100, distinct: 60 },
  },
}

const scored = (next: () => number) => {
  const score = next()
  return { score, y: next() < score, decision: score >= 0.5, weight: 1 }
}

const scores: Sample<'scores'> = {
  draw: (seed, rows, shuffle = false) => scoresFromRows(reordered(drawn(seed, rows, scored), shuffle)),
  shifted: (seed, rows) => scoresFromRows(drawn(seed, rows, next => ({ ...scored(next), y: next() < 0.5 }))),
  merge: mergeScores,
  edges: {
    empty: scoresFromRows([]),
    one: scoresFromRows([{ score: 0.7, y: true, decision: true, weight: 1 }]),
    constant: scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: 0.5, y: at % 2 === 0, decision: true, weight: 1 }))),
    'one class': scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: at / 50, y: true, decision: at > 25, weight: 1 }))),
    'no label': scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: at / 50, y: null, decision: at > 25, weight: 1 }))),
    perfect: scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: at < 25 ? 0 : 1, y: at >= 25, decision: at >= 25, weight: 1 }))),
    'wrong and sure': scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: at < 25 ? 0 : 1, y: at < 25, decision: at >= 25, weight: 1 }))),
    'NaN scores': scoresFromRows([{ score: Number.NaN, y: true, decision: false, weight: 1 }]),
    weighted: scoresFromRows(Array.from({ length: 50 }, (_, at) => ({ score: at / 50, y: at % 3 > 0, decision: at > 25, weight: 1 + (at % 4) }))),
  },
}

const pairOf = (seed: number, rows: number, rates: readonly [number, number]): Summaries['groups'] => {
  const next = uniform(seed)
  const hits = (rate: number) => Array.from({ length: rows }, () => next()).filter(at => at < rate).length
  return { kind: 'groups', advantaged: 'a', group: 'd', counts: [rows, hits(rates[0]), rows, hits(rates[1])] }
}
const groupsOf = (...counts: [number, number, number, number]): Summaries['groups'] => ({ kind: 'groups', advantaged: 'a', group: 'd', counts })

const groups: Sample<'groups'> = {
  draw: (seed, rows) => pairOf(seed, rows, [0.5, 0.45]),
  shifted: (seed, rows) => pairOf(seed, rows, [0.5, 0.2]),
  merge: mergeGroups,
  edges: {
    empty: groupsOf(0, 0, 0, 0),
    one: groupsOf(1, 1, 1, 0),
    constant: groupsOf(50, 50, 50, 50),
    'nobody favoured': groupsOf(50, 0, 50, 0),
    'advantaged never favoured': groupsOf(50, 0, 50, 10),
    'group never favoured': groupsOf(50, 10, 50, 0),
    'one group only': groupsOf(50, 10, 0, 0),
  },
}

const slots = (seed: number, rows: number, rate: number, shuffle = false) =>
  volumeOf(
    reordered(
      drawn(seed, Math.ceil(rows / 100), next => Array.from({ length: 200 }, () => next()).filter(at => at < rate).length),
      shuffle,
    ),
  )

const volume: Sample<'volume'> = {
  draw: (seed, rows, shuffle) => slots(seed, rows, 0.5, shuffle),
  shifted: (seed, rows) => slots(seed, rows, 0.05),
  merge: mergeVolume,
  edges: {
    empty: volumeOf([]),
    one: volumeOf([1]),
    silent: volumeOf(Array.from({ length: 50 }, () => 0)),
    constant: volumeOf(Array.from({ length: 50 }, () => 3)),
  },
}

const samples: { readonly [Kind in SummaryKind]?: Sample<Kind> } = {
  numeric,
  category,
  scores,
  groups,
  volume,
  ...rowSamples,
  ...tableSamples,
}

/** A sample whose kind is only known when the suite runs. A kind that a detector reads must have one. */
export function sampleOf(kind: SummaryKind): Sample<SummaryKind> {
  const sample = samples[kind]
  if (!sample) throw new Error(`no sample of kind ${kind}: add one here, so that the suite covers its detectors`)
  return sample
}

export const edgesOf = (kind: SummaryKind): [string, Summary][] => Object.entries(sampleOf(kind).edges)
