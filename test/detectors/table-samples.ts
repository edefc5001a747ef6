import type { Summaries } from '../../contract/index.ts'
import { crossFromRows, mergeCross, type NumberRow } from '../../detectors/summaries/crosses.ts'
import { featuresFromRows, featuresPlan, mergeFeatures } from '../../detectors/summaries/fourier.ts'
import { type HashedRow, mergeSample, sampleFromRows } from '../../detectors/summaries/samples.ts'
import { drawn, normal, reordered, type Sample } from './drawing.ts'

// Kinds that look at whole rows: three numbers, of which two go together, and a category.

const columns = [
  { name: 'a', type: 'numeric' },
  { name: '__proto__', type: 'numeric' },
  { name: 'c', type: 'numeric' },
  { name: 'd', type: 'category' },
] as const
const table = { columns, leftOut: 0 }
const hashOf = (next: () => number): string =>
  Math.floor(next() * 2 ** 48)
    .toString(16)
    .padStart(16, '0')

const quietRow = (next: () => number): HashedRow => {
  const a = normal(next)
  return [hashOf(next), [next() < 0.01 ? null : a, a + normal(next), normal(next), next() < 0.5 ? 'x' : 'y']]
}
/** Nothing goes together any more, and all has moved. */
const someRow = (next: () => number): HashedRow => [hashOf(next), [2 + normal(next), -1 + 3 * normal(next), normal(next), next() < 0.1 ? 'x' : null]]

const sampled = (rows: readonly HashedRow[]) => sampleFromRows(rows, table)
const repeated = (row: HashedRow[1]): HashedRow[] => Array.from({ length: 50 }, (_, at) => [at.toString(16).padStart(16, '0'), row])
const edges: Readonly<Record<string, readonly HashedRow[]>> = {
  empty: [],
  one: repeated([1, 2, 3, 'x']).slice(0, 1),
  constant: repeated([1, 2, 3, 'x']),
  'all null': repeated([null, null, null, null]),
  'never seen': repeated([1, 2, 3, 'new']),
  'huge and tiny': repeated([1e308, -1e308, 5e-324, '']).slice(0, 20),
}
const edgesAs = <Made>(make: (rows: readonly HashedRow[]) => Made): Readonly<Record<string, Made>> =>
  Object.fromEntries(Object.entries(edges).map(([name, rows]) => [name, make(rows)]))

const sample: Sample<'sample'> = {
  draw: (seed, rows, shuffle = false) => sampled(reordered(drawn(seed, rows, quietRow), shuffle)),
  shifted: (seed, rows) => sampled(drawn(seed, rows, someRow)),
  merge: mergeSample,
  edges: edgesAs(sampled),
}

const numbersOf = (rows: readonly HashedRow[]): NumberRow[] => rows.map(([, row]) => row.slice(0, 3) as (number | null)[])
const crossed = (rows: readonly HashedRow[]) =>
  crossFromRows(numbersOf(rows), { columns: ['a', '__proto__', 'c'], centers: [0, 0, 0], scales: [1, 1.4, 1], leftOut: 0 })

const cross: Sample<'cross'> = {
  draw: (seed, rows, shuffle = false) => crossed(reordered(drawn(seed, rows, quietRow), shuffle)),
  shifted: (seed, rows) => crossed(drawn(seed, rows, someRow)),
  merge: mergeCross,
  edges: edgesAs(crossed),
}

const plan = featuresPlan(sample.draw(99, 2000), { seed: 7, count: 64 })
if (!plan) throw new Error('a plan of rows that vary')
const featured = (rows: readonly HashedRow[]) => featuresFromRows(numbersOf(rows), plan)

const features: Sample<'features'> = {
  draw: (seed, rows, shuffle = false) => featured(reordered(drawn(seed, rows, quietRow), shuffle)),
  shifted: (seed, rows) => featured(drawn(seed, rows, someRow)),
  merge: mergeFeatures,
  edges: edgesAs(featured),
}

const newsOf = (n: number, pValues: readonly (number | null)[]): Summaries['columns'] => ({
  kind: 'columns',
  n,
  columns: new Map(pValues.map((pValue, at) => [`column ${at}`, { pValue, drift: pValue === null ? null : 1 - pValue, attribution: 1 + at }])),
})

const news: Sample<'columns'> = {
  draw: (seed, rows) =>
    newsOf(
      rows,
      drawn(seed, 8, next => next()),
    ),
  shifted: (seed, rows) =>
    newsOf(
      rows,
      drawn(seed, 8, next => next() * 1e-9),
    ),
  // Of each column what is less likely.
  merge: (a, b) => ({
    kind: 'columns',
    n: a.n + b.n,
    columns: new Map([...a.columns].map(([name, one]) => [name, (b.columns.get(name)?.pValue ?? 1) < (one.pValue ?? 1) ? (b.columns.get(name) ?? one) : one])),
  }),
  edges: { empty: newsOf(0, []), one: newsOf(1, [0.5]), 'nothing said': newsOf(50, [null, null]), extreme: newsOf(50, [0, 1, 1e-300]) },
}

export const tableSamples = { sample, cross, features, columns: news } as const
