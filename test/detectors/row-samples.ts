import type { Summaries } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { freshnessFromTimes, mergeFreshness } from '../../detectors/summaries/freshness.ts'
import { mergePairs, pairsFromArray } from '../../detectors/summaries/paired-rows.ts'
import { mergeRuns, runsFromArray } from '../../detectors/summaries/runs.ts'
import { mergeSchema } from '../../detectors/summaries/schemas.ts'
import { mergeText, textFromArray } from '../../detectors/summaries/texts.ts'
import { embeddingFromArray, mergeEmbedding } from '../../detectors/summaries/vectors.ts'
import { mergeRows, rowsFromArray } from '../../detectors/summaries/whole-rows.ts'
import { drawn, normal, reordered, type Sample } from './drawing.ts'

// Kinds that are made from rows.

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

export const rowSamples = { text, embedding, rows: wholeRows, schema, runs, freshness, pairs } as const
