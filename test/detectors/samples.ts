import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Summaries, Summary, SummaryKind } from '../../contract/index.ts'
import { absentBits, absentText } from '../../detectors/summaries/absent.ts'
import { categoryFromArray, mergeCategory } from '../../detectors/summaries/category.ts'
import { freshnessFromTimes, mergeFreshness } from '../../detectors/summaries/freshness.ts'
import { mergeGroups } from '../../detectors/summaries/groups.ts'
import { mergeNumeric, numericFromArray, onGrid } from '../../detectors/summaries/numeric.ts'
import { mergePairs, pairsFromArray } from '../../detectors/summaries/paired-rows.ts'
import { mergeRuns, runsFromArray } from '../../detectors/summaries/runs.ts'
import { mergeSchema } from '../../detectors/summaries/schemas.ts'
import { mergeScores, scoresFromRows } from '../../detectors/summaries/scores.ts'
import { mergeText, textFromArray } from '../../detectors/summaries/texts.ts'
import { embeddingFromArray, mergeEmbedding } from '../../detectors/summaries/vectors.ts'
import { mergeVolume, volumeOf } from '../../detectors/summaries/volume.ts'
import { mergeRows, rowsFromArray } from '../../detectors/summaries/whole-rows.ts'

/** A generator of [0, 1) that a seed repeats. */
function uniform(seed: number): () => number {
  const random = xoroshiro128plus(seed)
  return () => uniformFloat64(random)
}

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

const bits = new DataView(new ArrayBuffer(8))
function absent(reason: keyof typeof absentBits): number {
  bits.setBigUint64(0, absentBits[reason])
  return bits.getFloat64(0)
}

/** One kind of summary: how it is drawn, merged, and what it looks like at its edges. */
export interface Sample<Kind extends SummaryKind> {
  /** Rows of the baseline's law. The same seed is the same draw, in another order when `shuffle` is set. */
  draw(seed: number, rows: number, shuffle?: boolean): Summaries[Kind]
  /** Rows of a law that differs in everything a detector of this kind looks at. */
  shifted(seed: number, rows: number): Summaries[Kind]
  merge(a: Summaries[Kind], b: Summaries[Kind]): Summaries[Kind]
  readonly edges: Readonly<Record<string, Summaries[Kind]>>
}

const drawn = <Row>(seed: number, rows: number, row: (next: () => number) => Row): Row[] => {
  const next = uniform(seed)
  return Array.from({ length: rows }, () => row(next))
}

/** Another order of the same rows. */
const reordered = <Row>(rows: readonly Row[], shuffle: boolean): Row[] =>
  shuffle ? [...rows.filter((_, at) => at % 3 === 1), ...rows.filter((_, at) => at % 3 !== 1).reverse()] : [...rows]

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

const plain = ['a red fox', 'two foxes', 'the fox ran', 'naïve café', 'Привет', '12 45', '日本語'] as const
const quietText = (next: () => number): string => (next() < 0.01 ? absentText.missing : next() < 0.01 ? '' : (plain[Math.floor(next() * plain.length)] ?? ''))
const someText = (next: () => number): string => (next() < 0.3 ? ' \t ' : next() < 0.3 ? 'caf\ufffd' : next() < 0.1 ? '\0x' : 'long words stand here now')

const text: Sample<'text'> = {
  draw: (seed, rows, shuffle = false) => textFromArray(reordered(drawn(seed, rows, quietText), shuffle)),
  shifted: (seed, rows) => textFromArray(drawn(seed, rows, someText)),
  merge: mergeText,
  edges: {
    empty: textFromArray([]),
    one: textFromArray(['a']),
    constant: textFromArray(Array.from({ length: 50 }, () => 'same')),
    'all null': textFromArray(Array.from({ length: 50 }, () => absentText.missing)),
    'all of the wrong type': textFromArray(Array.from({ length: 50 }, () => absentText.wrong)),
    'all empty': textFromArray(Array.from({ length: 50 }, () => '')),
    'half a pair': textFromArray(['\ud83d', '👍🏽', '__proto__']),
    weighted: textFromArray(['a', '', 'b c'], [1, 20, 0.5]),
  },
}

const plane = { dimension: 2, centroid: [1, 0] }
const vectors = (texts: readonly string[]) => embeddingFromArray(texts, plane)
const vector = (x: number, y: number): string => `[${x},${y}]`
const quietVector = (next: () => number): string => (next() < 0.01 ? absentText.missing : vector(1 + normal(next), normal(next)))
const someVector = (next: () => number): string => {
  const at = next()
  return at < 0.1 ? 'none' : at < 0.2 ? '[1,2,3]' : at < 0.3 ? '[1,"NaN"]' : at < 0.4 ? '[0,0]' : vector(9 * normal(next), 5)
}

const embedding: Sample<'embedding'> = {
  draw: (seed, rows, shuffle = false) => vectors(reordered(drawn(seed, rows, quietVector), shuffle)),
  shifted: (seed, rows) => vectors(drawn(seed, rows, someVector)),
  merge: mergeEmbedding,
  edges: {
    empty: vectors([]),
    one: vectors(['[1,2]']),
    constant: vectors(Array.from({ length: 50 }, () => '[3,4]')),
    'all null': vectors(Array.from({ length: 50 }, () => absentText.missing)),
    'all of the wrong type': vectors(Array.from({ length: 50 }, () => absentText.wrong)),
    'all zero': vectors(Array.from({ length: 50 }, () => '[0,0]')),
    'huge and tiny': vectors(['[1e308,1e308]', '[5e-324,0]', '[]']),
  },
}

const quietRow = (next: () => number): number[] => [Math.floor(next() * 1e6), Math.floor(next() * 100)]
/** Every other row is one of a few. */
const someRow = (next: () => number): number[] => (next() < 0.5 ? [1, Math.floor(next() * 5)] : quietRow(next))

const wholeRows: Sample<'rows'> = {
  draw: (seed, rows, shuffle = false) => rowsFromArray(reordered(drawn(seed, rows, quietRow), shuffle)),
  shifted: (seed, rows) => rowsFromArray(drawn(seed, rows, someRow)),
  merge: mergeRows,
  edges: {
    empty: rowsFromArray([]),
    one: rowsFromArray([[1]]),
    constant: rowsFromArray(Array.from({ length: 50 }, () => [1, null])),
    'all differ': rowsFromArray(Array.from({ length: 50 }, (_, at) => [at])),
  },
}

const schemaOf = (n: number, ...columns: [name: string, type: string][]): Summaries['schema'] => ({
  kind: 'schema',
  n,
  columns: columns.map(([name, type]) => ({ name, type })),
})

const schema: Sample<'schema'> = {
  draw: (_, rows) => schemaOf(rows, ['age', 'numeric'], ['__proto__', 'category']),
  shifted: (_, rows) => schemaOf(rows, ['Age', 'numeric'], ['__proto__', 'numeric']),
  merge: mergeSchema,
  edges: {
    empty: schemaOf(0),
    one: schemaOf(1, ['age', 'numeric']),
    'no columns': schemaOf(50),
    constant: schemaOf(50, ['age', 'numeric'], ['"', 'category']),
  },
}

const quietStep = (next: () => number): string | null => (next() < 0.05 ? null : String(Math.floor(next() * 50)))

/** Runs are about the order of rows: the same draw is the same order, whoever shuffles. */
const runs: Sample<'runs'> = {
  draw: (seed, rows) => runsFromArray(drawn(seed, rows, quietStep)),
  shifted: (seed, rows) => runsFromArray([...drawn(seed, Math.ceil(rows / 2), quietStep), ...Array.from({ length: Math.floor(rows / 2) }, () => '7')]),
  merge: mergeRuns,
  edges: {
    empty: runsFromArray([]),
    one: runsFromArray(['a']),
    constant: runsFromArray(Array.from({ length: 50 }, () => 'a')),
    'all null': runsFromArray(Array.from({ length: 50 }, () => null)),
    'never twice': runsFromArray(Array.from({ length: 50 }, (_, at) => String(at))),
  },
}

/** A row in about 10 seconds, up to `silence` seconds ago. */
function arrivals(seed: number, rows: number, silence: number, shuffle = false): Summaries['freshness'] {
  let at = 0n
  const times = drawn(seed, rows, next => (at += BigInt(Math.ceil(-Math.log(1 - next()) * 1e10))))
  return freshnessFromTimes(reordered(times, shuffle), Number(at / 1_000_000_000n) + silence)
}

const freshness: Sample<'freshness'> = {
  draw: (seed, rows, shuffle) => arrivals(seed, rows, 3, shuffle),
  shifted: (seed, rows) => arrivals(seed, rows, 3600),
  merge: mergeFreshness,
  edges: {
    empty: freshnessFromTimes([], 100),
    one: freshnessFromTimes([5_000_000_000n], 100),
    constant: freshnessFromTimes(
      Array.from({ length: 50 }, () => 5_000_000_000n),
      100,
    ),
    'from the future': freshnessFromTimes([500_000_000_000n], 100),
    'nobody knows now': freshnessFromTimes([1n, 2n], null),
  },
}

const quietPair = (next: () => number): [number, number] => {
  const served = normal(next)
  return [served, next() < 0.0002 ? 9 : served]
}
const somePair = (next: () => number): [number | null, number | null] => {
  const served = normal(next)
  return next() < 0.1 ? [served, null] : [served, next() < 0.5 ? served + 1 : served]
}

const pairs: Sample<'pairs'> = {
  draw: (seed, rows, shuffle = false) => pairsFromArray(reordered(drawn(seed, rows, quietPair), shuffle), 0),
  shifted: (seed, rows) => pairsFromArray(drawn(seed, rows, somePair), 3),
  merge: mergePairs,
  edges: {
    empty: pairsFromArray([], 0),
    one: pairsFromArray([[1, 1]], 0),
    constant: pairsFromArray(
      Array.from({ length: 50 }, () => [2, 1]),
      0,
    ),
    'none meet': pairsFromArray([[null, 1]], 5),
    'huge and NaN': pairsFromArray(
      [
        [1e308, -1e308],
        [Number.NaN, 1],
        [Infinity, -Infinity],
      ],
      0,
    ),
    flags: pairsFromArray(
      [
        [1, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      0,
    ),
  },
}

const samples: { readonly [Kind in SummaryKind]?: Sample<Kind> } = {
  numeric,
  category,
  scores,
  groups,
  volume,
  text,
  embedding,
  rows: wholeRows,
  schema,
  runs,
  freshness,
  pairs,
}

/** A sample whose kind is only known when the suite runs. A kind that a detector reads must have one. */
export function sampleOf(kind: SummaryKind): Sample<SummaryKind> {
  const sample = samples[kind]
  if (!sample) throw new Error(`no sample of kind ${kind}: add one here, so that the suite covers its detectors`)
  return sample
}

export const edgesOf = (kind: SummaryKind): [string, Summary][] => Object.entries(sampleOf(kind).edges)
