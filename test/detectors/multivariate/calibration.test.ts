import { describe, expect, it } from 'vitest'
import { type Detector, defaults, type Summary } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { normalDraws, uniformDraws } from '../../../detectors/math/draws.ts'
import { crossFromRows } from '../../../detectors/summaries/crosses.ts'
import { featuresFromRows, featuresPlan } from '../../../detectors/summaries/fourier.ts'
import { sampleFromRows } from '../../../detectors/summaries/samples.ts'
import { scoresFromRows } from '../../../detectors/summaries/scores.ts'
import { textFromArray } from '../../../detectors/summaries/texts.ts'
import { embeddingFromArray } from '../../../detectors/summaries/vectors.ts'

// How often a quiet window has p ≤ 0.05, at three sizes; and that a change is found the better, the more rows there are.

const names = ['a', 'b', 'c', 'd', 'e']
const columns = names.map(name => ({ name, type: 'numeric' as const }))
const table = { columns, leftOut: 0 }
const centers = names.map(() => 0)
const scales = names.map(() => 1.2)
const words = ['ant', 'bee', 'cow', 'dog', 'elk', 'fox', 'gnu', 'hen', 'ibex', 'jay']

/** Five columns that go together. With a shift the first moves, the third goes with the others more, and every other row leaves their plane. */
function rowsOf(seed: number, count: number, shift: number): number[][] {
  const next = normalDraws(seed)
  return Array.from({ length: count }, (_, row) => {
    const common = next()
    return names.map((_, at) => (at === 0 ? shift : 0) + (at === 1 && row % 2 === 0 ? 4 * shift : 0) + (at === 2 ? 0.6 + 3 * shift : 0.6) * common + next())
  })
}
const sampled = (rows: readonly (readonly number[])[]) =>
  sampleFromRows(
    rows.map((row, at) => [at.toString(16).padStart(16, '0'), row] as const),
    table,
  )
const learned = featuresPlan(sampled(rowsOf(999, 2000, 0)), { seed: 1, count: 64 })

const summaries: Readonly<Record<string, (seed: number, count: number, shift: number) => Summary>> = {
  sample: (seed, count, shift) => sampled(rowsOf(seed, count, shift)),
  cross: (seed, count, shift) => crossFromRows(rowsOf(seed, count, shift), { columns: names, centers, scales, leftOut: 0 }),
  features: (seed, count, shift) => {
    if (learned === null) throw new Error('rows vary')
    return featuresFromRows(rowsOf(seed, count, shift), learned)
  },
  embedding: (seed, count, shift) =>
    embeddingFromArray(
      rowsOf(seed, count, shift).map(row => JSON.stringify(row)),
      { dimension: 5, centroid: [] },
    ),
  text: (seed, count, shift) => {
    const next = uniformDraws(seed)
    return textFromArray(Array.from({ length: count }, () => words.filter(word => next() < 0.3 + (word === 'ant' ? shift : 0)).join(' ')))
  },
  scores: (seed, count, shift) => {
    const next = uniformDraws(seed)
    return scoresFromRows(
      Array.from({ length: count }, () => {
        const y = next() < 0.3 + shift
        const score = Math.min(1, Math.max(0, (y ? 0.6 : 0.3) + 0.6 * (next() - 0.5)))
        return { score, y, decision: score >= 0.5, weight: 1 }
      }),
    )
  },
}

const cases = [
  ['drift/hotelling', 'cross'],
  ['drift/correlation', 'cross'],
  ['drift/mmd', 'features'],
  ['drift/pca', 'sample'],
  ['drift/domain', 'sample'],
  ['drift/centroid', 'embedding'],
  ['drift/vocabulary', 'text'],
  ['drift/label', 'scores'],
  ['drift/prior', 'scores'],
] as const
/** The classifier and the plane take a fit each. */
const quiet = 100
/** 99.9 % of what 100 draws at 5 % count; the classifier's folds share rows and make it a little liberal, as is said of it. */
const most = 13

describe.each(cases)('%s', (name, kind) => {
  const detector = detectors.get(name) as Detector
  const make = summaries[kind] as (typeof summaries)[string]
  const p = (baseline: Summary, window: Summary) => detector.read(baseline, window, defaults(detector.settings)).pValue ?? Number.NaN

  it.each([
    [100, 500],
    [200, 400],
    [400, 800],
  ])('is at or under 0.05 in about one of twenty quiet windows: %i rows against %i', { timeout: 60_000 }, (n, N) => {
    const hits = Array.from({ length: quiet }, (_, at) => p(make(2 * at + 1, N, 0), make(2 * at + 2, n, 0))).filter(one => one <= 0.05).length
    expect(hits, `${hits} of ${quiet}`).toBeLessThanOrEqual(most)
  })

  it('finds more in more rows', () => {
    const baseline = make(3001, 2000, 0)
    const [few, many] = [p(baseline, make(3002, 150, 0.3)), p(baseline, make(3003, 2000, 0.3))]
    expect(many).toBeLessThan(1e-4)
    expect(many).toBeLessThanOrEqual(few)
  })
})
