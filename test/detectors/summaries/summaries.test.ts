import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Detector, NumericSummary } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { categoryFromArray, mergeCategory } from '../../../detectors/summaries/category.ts'
import { cellMiddle, cellOf, cellWidth } from '../../../detectors/summaries/cell.ts'
import { quantileOf } from '../../../detectors/summaries/cells.ts'
import { groupsOf } from '../../../detectors/summaries/groups.ts'
import { gridFor, mergeNumeric, numericFromArray, onGrid } from '../../../detectors/summaries/numeric.ts'
import { mergeScores, scoresFromRows } from '../../../detectors/summaries/scores.ts'
import { mergeVolume, volumeOf } from '../../../detectors/summaries/volume.ts'

const value = fc.oneof({ weight: 5, arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }) }, fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1))
const grid = fc.record({ center: fc.double({ min: -100, max: 100, noNaN: true }), scale: fc.double({ min: 0.01, max: 100, noNaN: true }) })

describe('cells of the grid', () => {
  it('holds a value within half its width of its middle', () => {
    const check = (x: number, where: { center: number; scale: number }) => {
      const cell = cellOf(x, where)
      // Cells are cut in single precision: half a unit in the 24th bit of the distance may lie beyond.
      const slack = 2 ** -23 * (where.scale + Math.abs(x - where.center))
      expect(Math.abs(x - cellMiddle(cell, where))).toBeLessThanOrEqual(cellWidth(cell, where) / 2 + slack)
    }
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), grid, check))
  })

  it('keeps the order of values, and the infinities at the ends', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), grid, (a, b, where) => {
        const [low, high] = a <= b ? [a, b] : [b, a]
        expect(cellOf(low, where)).toBeLessThanOrEqual(cellOf(high, where))
      }),
    )
    expect([cellOf(Infinity, { center: 0, scale: 1 }), cellOf(-Infinity, { center: 0, scale: 1 })]).toEqual([4096, -4096])
    expect(cellMiddle(-4096, { center: 5, scale: 2 })).toBe(-Infinity)
  })

  // By hand: 1 + |z| = 2 begins the octave after 32 cells, so z = 1 is in cell 32, whose width is 2/32 of the scale.
  it('has 32 cells in each octave of 1 + |z|', () => {
    expect([0, 0.03, 0.04, 1, 3, -1].map(z => cellOf(z, { center: 0, scale: 1 }))).toEqual([0, 0, 1, 32, 64, -32])
    expect(cellWidth(32, { center: 0, scale: 10 })).toBe(0.625)
  })
})

/** Counts are equal; sums of powers to rounding, in the unit of the largest. */
function expectSameNumbers(got: NumericSummary, want: NumericSummary): void {
  expect({ ...got, moments: null, center: 0, scale: 1 }).toEqual({ ...want, moments: null, center: 0, scale: 1 })
  const [left, right] = [got, want].map(({ moments: [m0, m1], center, scale }) => m0 * center + scale * m1)
  expect(left).toBeCloseTo(right ?? 0, 5)
}

/** Two orders of a sum differ by at most 2(n − 1)u Σ|x|, u = 2⁻⁵³ (Higham, Accuracy and Stability of Numerical Algorithms, 4.2); each power rounds too. */
function roundingOf(values: readonly number[], power: number, { center, scale }: { readonly center: number; readonly scale: number }): number {
  const sizes = values.filter(Number.isFinite).map(x => Math.abs((x - center) / scale) ** power)
  return 2 ** -52 * (sizes.length + power) * sizes.reduce((sum, size) => sum + size, 0)
}

describe('merging', () => {
  it('adds up numbers as if they had come together', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), grid, (a, b, where) => {
        const merged = mergeNumeric(numericFromArray(a, [], where), numericFromArray(b, [], where))
        const together = numericFromArray([...a, ...b], [], where)
        expect({ ...merged, moments: null }).toEqual({ ...together, moments: null })
        for (const [power, sum] of together.moments.entries())
          expect(Math.abs((merged.moments[power] ?? 0) - sum)).toBeLessThanOrEqual(roundingOf([...a, ...b], power, where))
      }),
    )
  })

  it('moves the second side to the centre and scale of the first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (a, b) => {
        const merged = mergeNumeric(numericFromArray(a, [], { center: 3, scale: 2 }), numericFromArray(b, [], { center: -10, scale: 5 }))
        const together = numericFromArray([...a, ...b], [], { center: 3, scale: 2 })
        for (const [power, sum] of together.moments.entries()) expect(merged.moments[power]).toBeCloseTo(sum, 4)
        expectSameNumbers(merged, together)
      }),
    )
  })

  it('adds up categories, with names that objects have already', () => {
    const text = fc.constantFrom('a', '__proto__', 'constructor', '', '\0n', '\0b')
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (a, b) => {
        expect(mergeCategory(categoryFromArray(a), categoryFromArray(b))).toEqual(categoryFromArray([...a, ...b]))
      }),
    )
  })

  it('adds up scores and volume', () => {
    const row = fc.record({
      score: fc.integer({ min: 0, max: 8 }).map(eighths => eighths / 8),
      y: fc.constantFrom(true, false, null),
      decision: fc.boolean(),
      weight: fc.constant(1),
    })
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (a, b) => {
        const [merged, together] = [mergeScores(scoresFromRows(a), scoresFromRows(b)), scoresFromRows([...a, ...b])]
        expect({ ...merged, logLoss: null, brier: null }).toEqual({ ...together, logLoss: null, brier: null })
        expect(merged.logLoss[0]).toBeCloseTo(together.logLoss[0], 9)
        expect(merged.brier[1]).toBeCloseTo(together.brier[1], 9)
      }),
    )
    expect(mergeVolume(volumeOf([3, 0]), volumeOf([2]))).toEqual(volumeOf([3, 0, 2]))
  })
})

describe('the grid against the values themselves', () => {
  const samples = fc.array(
    fc.integer({ min: -5000, max: 20_000 }).map(hundredths => hundredths / 100),
    { minLength: 5, maxLength: 200 },
  )

  it('moves a quantile by no more than the resolution', () => {
    fc.assert(
      fc.property(samples, grid, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (list, where, share) => {
        const exact = numericFromArray(list)
        const cut = onGrid(exact, where)
        expect(Math.abs(quantileOf(cut.cells, share) - quantileOf(exact.cells, share))).toBeLessThanOrEqual(cut.cells.resolution * (0.5 + 1e-5))
        expect([cut.lo, cut.hi, cut.n]).toEqual([exact.lo, exact.hi, exact.n])
      }),
    )
  })

  it.each(['drift/ks', 'drift/wasserstein'])('moves %s by no more than the resolution that it says', name => {
    const detector = detectors.get(name) as Detector
    fc.assert(
      fc.property(samples, samples, grid, (a, b, where) => {
        const [baseline, window] = [numericFromArray(a), numericFromArray(b)]
        const exact = detector.read(baseline, window, {})
        const cut = detector.read(onGrid(baseline, where), onGrid(window, where), {})
        if (exact.value === null || cut.value === null) return
        expect(Math.abs(cut.value - exact.value)).toBeLessThanOrEqual(cut.resolution * (1 + 1e-5) + 1e-9)
      }),
    )
  })
})

describe('what is learned of a column', () => {
  // By hand: median 3; quartiles 2 and 4, so IQR / 1.349 = 1.4826.
  it('has the median as centre and the quartiles as scale', () => {
    const { center, scale } = gridFor(numericFromArray([1, 2, 3, 4, 5]).cells)
    expect(center).toBe(3)
    expect(scale).toBeCloseTo(2 / 1.349, 12)
  })

  it('falls back on the deviation, then on 1', () => {
    // By hand: ten zeros and one 11: variance 121/11 − 1 = 10.
    expect(gridFor(numericFromArray([...Array.from({ length: 10 }, () => 0), 11]).cells)).toEqual({ center: 0, scale: Math.sqrt(10) })
    expect(gridFor(numericFromArray([7, 7, 7]).cells)).toEqual({ center: 7, scale: 1 })
    expect(gridFor(numericFromArray([Infinity, Number.NaN]).cells)).toEqual({ center: 0, scale: 1 })
  })

  it('pairs every other group with the advantaged one', () => {
    const counts = new Map([
      ['b', { rows: 4, positives: 1 }],
      ['a', { rows: 3, positives: 2 }],
      ['__proto__', { rows: 5, positives: 0 }],
    ])
    expect(groupsOf(counts, 'a').map(({ group, counts: list }) => [group, ...list])).toEqual([
      ['__proto__', 3, 2, 5, 0],
      ['b', 3, 2, 4, 1],
    ])
  })
})
