import { array, assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { cellTally, decideCounts } from '../../../detectors/calibration/counts.ts'
import { decideEstimates, decideMoments } from '../../../detectors/calibration/estimate.ts'
import { decideRate, likelihoodRatio, rateLimit } from '../../../detectors/calibration/rate.ts'
import { decideMean, decideSpread, normalScores } from '../../../detectors/calibration/scores.ts'

const tally = (...counts: number[]) =>
  cellTally(
    counts,
    counts.reduce((sum, count) => sum + count, 0),
  )

test('normal scores of two and of four equal cells', () => {
  // E[Z | Z > 0] = √(2/π) = 0.797885; quarters: φ(0.674490) / 0.25 = 0.317777 / 0.25 and (0.398942 − 0.317777) / 0.25.
  expect(normalScores([50, 50]).map(score => Math.round(score * 1e6) / 1e6)).toEqual([-0.797885, 0.797885])
  const [, , third, fourth] = normalScores([5, 5, 5, 5])
  expect(third).toBeCloseTo(0.324663, 5)
  expect(fourth).toBeCloseTo(1.271106, 5)
})

test('scores weighted by their cells have mean 0, whatever the cells; empty cells at the ends stay finite', () => {
  assert(
    property(array(integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 }), counts => {
      const scores = normalScores(counts)
      const total = counts.reduce((sum, count) => sum + count, 0)
      const mean = scores.reduce((sum, score, cell) => sum + score * (counts[cell] ?? 0), 0) / Math.max(1, total)
      expect(Math.abs(mean)).toBeLessThan(1e-9)
      expect(scores.every(Number.isFinite)).toBe(true)
    }),
  )
})

test('mean of two cells by hand', () => {
  // Scores ±u; shares 0.5 → 0.6: mean 0.2 u, s = u, so the effect is 0.2; v = 1/1000 + 1/100.
  const decision = decideMean(normalScores([500, 500]), tally(500, 500), tally(40, 60))
  expect(decision.value).toBeCloseTo(0.2, 12)
  expect(decision.T).toBeCloseTo(0.04 / 0.011, 9)
  expect(decideMean([0], tally(10), tally(10)).value).toBeNull()
})

test('spread is taken around the own mean of the window', () => {
  const scores = [-2, -1, 0, 1, 2]
  const baseline = tally(100, 200, 400, 200, 100)
  // (u − m)² is 4, 1, 0 with shares 0.2, 0.4, 0.4: mean 1.2, sd √(3.6 − 1.44).
  expect(decideSpread(scores, baseline, tally(0, 0, 0, 100, 0)).value).toBeCloseTo(-1.2 / Math.sqrt(2.16), 12)
  expect(decideSpread(scores, baseline, tally(20, 0, 60, 0, 20)).value).toBeCloseTo((1.6 - 1.2) / Math.sqrt(2.16), 12)
})

test('equal weights change nothing but the number of rows: 5 rows of weight 4 are 5 rows', () => {
  const reference = cellTally([400, 400, 400], 1200)
  const weighted = cellTally([240, 80, 80], 1600)
  const plain = decideCounts(reference, tally(60, 20, 20))
  expect(decideCounts(reference, weighted)).toEqual({ ...plain, T: expect.closeTo(plain.T, 9), value: expect.closeTo(plain.value ?? 0, 9) })
})

test('an empty side says nothing', () => {
  expect(decideCounts(tally(0, 0), tally(1, 1)).value).toBeNull()
  expect(decideRate({ hits: 0, rows: 0, baselineHits: 1, baselineRows: 2 }, { twoSided: false, floorFactor: 1 }).value).toBeNull()
  expect(decideMoments({ n: 0, sum: 0, sum2: 0 }, { n: 1, sum: 1, sum2: 1 }).value).toBeNull()
})

test('an empty rest counts as a cell unless it is to be ignored', () => {
  const [reference, window] = [tally(5000, 5000, 0), tally(160, 140, 0)]
  expect(decideCounts(reference, window).nu).toBe(2)
  const ignored = decideCounts(reference, window, 'ignored')
  expect(ignored).toMatchObject({ nu: 1, T: expect.closeTo(decideCounts(tally(5000, 5000), tally(160, 140)).T, 12) })
})

test('likelihood ratio by hand', () => {
  // N q = 10 of 100 and 30 of 100; shared 0.2: 2 (10 ln 0.5 + 30 ln 1.5 + 90 ln 1.125 + 70 ln 0.875)
  const wanted = 2 * (10 * Math.log(0.5) + 30 * Math.log(1.5) + 90 * Math.log(1.125) + 70 * Math.log(0.875))
  expect(likelihoodRatio(0.1, 100, 30, 100)).toBeCloseTo(wanted, 12)
})

test('a fall of a two-sided rate is news, of a one-sided it is not; what is tolerated widens with the floor', () => {
  const counts = { hits: 600, rows: 1000, baselineHits: 7000, baselineRows: 10_000 }
  const matters = () => 0.005
  expect(decideRate(counts, { twoSided: true, floorFactor: 1, matters }).T).toBeCloseTo(likelihoodRatio(0.695, 10_000, 600, 1000), 9)
  expect(decideRate(counts, { twoSided: true, floorFactor: 2, matters }).T).toBeCloseTo(likelihoodRatio(0.69, 10_000, 600, 1000), 9)
  expect(decideRate(counts, { twoSided: false, floorFactor: 1, matters }).T).toBe(0)
})

test('mean of a derived column, and two estimates, by hand', () => {
  // Baseline 1, 2, 3, 4: mean 2.5, variance 1.25; window 3, 5: mean 4.
  const moments = decideMoments({ n: 4, sum: 10, sum2: 30 }, { n: 2, sum: 8, sum2: 34 })
  expect(moments.value).toBeCloseTo(1.5 / Math.sqrt(1.25), 12)
  expect(moments.T).toBeCloseTo(2.25 / 1.25 / 0.75, 12)
  const estimates = decideEstimates({ value: 0.7, variance: 0.0003, n: 900 }, { value: 0.6, variance: 0.0001, n: 100 })
  expect(estimates).toMatchObject({ n: 100, baselineN: 900, nu: 1, value: expect.closeTo(-0.1, 12), T: expect.closeTo(25, 9) })
  expect(Math.sqrt(estimates.T * estimates.v)).toBeCloseTo(0.1, 12)
})

test('what must not be missed of a quality rate is a rise by two points, or a doubling', () => {
  expect([0, 0.01, 0.02, 0.05].map(rateLimit)).toEqual([0.02, 0.02, 0.02, 0.05])
})
