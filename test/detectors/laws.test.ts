import { describe, expect, it } from 'vitest'
import { type CategorySummary, type Detector, defaults, type Measure, type NumericSummary, type Summary } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import { normalDraws, uniformDraws } from '../../detectors/math/draws.ts'
import { categoryFromArray } from '../../detectors/summaries/category.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'

// What every detector of drift on one column must obey, whatever its formula. New ones are found by themselves.

type Kind = 'numeric' | 'category'
const cases = [...detectors.values()]
  .filter(({ name }) => name.startsWith('drift/'))
  .flatMap(detector =>
    detector.reads.filter(kind => kind === 'numeric' || kind === 'category').map(kind => [`${detector.name} of ${kind}`, detector, kind] as const),
  )

const read = (detector: Detector, baseline: Summary, window: Summary): Measure => detector.read(baseline, window, defaults(detector.settings))

/** Numbers of a standard normal law moved by `shift`, spread by `spread`; categories of which the first gains `shift`. */
function draw(kind: Kind, seed: number, rows: number, { shift = 0, spread = 1 } = {}): NumericSummary | CategorySummary {
  if (kind === 'numeric') {
    const next = normalDraws(seed)
    return numericFromArray(Array.from({ length: rows }, () => shift + spread * next()))
  }
  const next = uniformDraws(seed)
  const names = ['a', 'b', 'c', 'd', 'e']
  return categoryFromArray(Array.from({ length: rows }, () => (next() < shift ? 'a' : (names[Math.floor(next() * 5)] as string))))
}

/** The same shares of as many times the rows. */
function scaled(summary: NumericSummary | CategorySummary, times: number): NumericSummary | CategorySummary {
  const counts = summary as NumericSummary
  const sizes = { n: counts.n * times, nulls: counts.nulls * times, bad: counts.bad * times, weight: counts.weight * times, weight2: counts.weight2 * times }
  if (summary.kind === 'category') return { ...summary, ...sizes, counts: new Map(Array.from(summary.counts, ([key, count]) => [key, count * times])) }
  const { cells, moments, nans } = counts
  return {
    ...counts,
    ...sizes,
    nans: nans * times,
    moments: moments.map(sum => sum * times) as unknown as NumericSummary['moments'],
    cells: { ...cells, counts: cells.counts.map(count => count * times) },
  }
}

/** Every value in another unit, and from another zero. */
function inUnits(rows: readonly number[], { factor, offset }: { readonly factor: number; readonly offset: number }): NumericSummary {
  return numericFromArray(rows.map(value => value * factor + offset))
}

/** Distances that do not ask which side is the baseline: numbers on every value, or on cells that both sides cut together. */
const symmetric = new Set(['drift/ks', 'drift/kuiper', 'drift/cvm', 'drift/ad'])
/** The same, with the sign turned. */
const antisymmetric = new Set(['drift/mann-whitney', 'drift/sd', 'drift/levene'])
/** See a change of spread and none of level. */
const blindToLevel = new Set(['drift/sd', 'drift/levene', 'drift/spread'])
/** Of categories all that show a distance of shares are, where both sides know the same values. */
const symmetricOfShares = new Set(['drift/psi', 'drift/js', 'drift/hellinger', 'drift/tv', 'drift/linf', 'drift/chi2', 'drift/gtest'])

const draws = 500
const nullSizes: [number, number][] = [
  [40, 200],
  [100, 500],
  [400, 800],
]
/** 999 tables for each of 500 windows of 400 rows take 5 s and say what those of 100 rows say. */
const slow = new Set(['drift/fisher'])
/** 99.9 % of what 500 draws at 5 % count: binomial, mean 25, deviation 4.87. */
const fair = [10, 42] as const
/** Those whose law is not theirs at few rows a cell, as is known (js and hellinger want 20 expected rows), or who pay for all cells at once. */
const unfair: Readonly<Record<string, readonly [number, number]>> = {
  'drift/js': [10, 60],
  'drift/hellinger': [10, 60],
  'drift/kl': [3, 42],
  'drift/linf': [3, 42],
  // The kurtosis of 40 rows is too small on average.
  'drift/sd': [10, 55],
}
const windowsOf = new Map<string, readonly (readonly [Summary, Summary])[]>()

/** Quiet pairs, drawn once for all detectors. */
function quietPairs(kind: Kind, n: number, N: number): readonly (readonly [Summary, Summary])[] {
  const key = `${kind} ${n}`
  const pairs = windowsOf.get(key) ?? Array.from({ length: draws }, (_, at) => [draw(kind, 2 * at + 2, N), draw(kind, 2 * at + 3, n)] as const)
  windowsOf.set(key, pairs)
  return pairs
}

describe.each(cases)('%s', (_, detector, kind) => {
  const baseline = draw(kind, 1, 2000)

  it('speaks of one row and of ten million', () => {
    const shape = draw(kind, 2, 1000, { shift: 0.1 })
    for (const window of [draw(kind, 3, 1), shape, scaled(shape, 10_000)]) {
      for (const reference of [draw(kind, 4, 1), baseline, scaled(baseline, 5000)]) {
        const measure = read(detector, reference, window)
        for (const number of [measure.value, measure.low, measure.high, measure.pValue])
          expect(number === null || Number.isFinite(number), `${number}`).toBe(true)
        expect(measure.n).toBe(window.n)
        if (window.n > 1 && reference.n > 1) expect(measure.value).not.toBeNull()
      }
    }
  })

  it('says the same with the sides exchanged, where it is declared so', () => {
    const [a, b] = [draw(kind, 5, 800), draw(kind, 6, 800, { shift: 0.2 })]
    const [there, back] = [read(detector, a, b).value ?? Number.NaN, read(detector, b, a).value ?? Number.NaN]
    if (kind === 'numeric' ? symmetric.has(detector.name) : symmetricOfShares.has(detector.name)) expect(back).toBeCloseTo(there, 9)
    else if (kind === 'numeric' && antisymmetric.has(detector.name)) expect(back).toBeCloseTo(-there, 9)
    else expect(back).not.toBeNaN()
  })

  it('does not depend on the unit of a number', () => {
    if (kind !== 'numeric') return
    const next = normalDraws(7)
    const [before, after] = [Array.from({ length: 900 }, next), Array.from({ length: 700 }, () => 0.3 + 1.2 * next())]
    const plain = read(detector, inUnits(before, { factor: 1, offset: 0 }), inUnits(after, { factor: 1, offset: 0 }))
    // Powers of two and whole numbers: nothing is lost by rounding where two values were apart.
    const other = read(detector, inUnits(before, { factor: 1024, offset: 64 }), inUnits(after, { factor: 1024, offset: 64 }))
    for (const field of ['value', 'low', 'high', 'pValue'] as const) {
      const [want, got] = [plain[field], other[field]]
      if (want === null) expect(got).toBeNull()
      else expect(Math.abs((got ?? Number.NaN) - want), `${field}: ${got} for ${want}`).toBeLessThanOrEqual(1e-9 + 1e-6 * Math.abs(want))
    }
  })

  it('finds more in more rows, and in a larger change', () => {
    if (read(detector, baseline, baseline).pValue === null) return
    const change = (much: number) => (blindToLevel.has(detector.name) ? { spread: 1 + 2 * much } : { shift: much })
    const p = (rows: number, much: number) => read(detector, scaled(baseline, 10), draw(kind, 8, rows, change(much))).pValue ?? Number.NaN
    // Ten times the rows, twice the change.
    expect(p(4000, 0.15)).toBeLessThan(p(400, 0.15))
    expect(p(4000, 0.3)).toBeLessThanOrEqual(p(4000, 0.15))
    expect(p(4000, 0.3)).toBeLessThan(1e-3)
  })

  it.each(nullSizes)('is at or under 0.05 in one of twenty quiet windows: %i rows against %i', (n, N) => {
    if (read(detector, baseline, baseline).pValue === null) return
    if (slow.has(detector.name) && n > 100) return
    const hits = quietPairs(kind, n, N).filter(([before, after]) => (read(detector, before, after).pValue ?? Number.NaN) <= 0.05).length
    const [least, most] = unfair[detector.name] ?? fair
    expect(hits, `${hits} of ${draws}`).toBeGreaterThanOrEqual(least)
    expect(hits, `${hits} of ${draws}`).toBeLessThanOrEqual(most)
  })
})
