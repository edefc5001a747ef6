import { expect, test } from 'vitest'
import { beyondChance, boundNoise, dispersionAt, inSample, learnNoise, type Noise } from '../../../detectors/calibration/noise.ts'

const learn = (sizes: number[], dispersions: number[]): Noise =>
  learnNoise({ dispersions: Float64Array.from(dispersions), sizes: Float64Array.from(sizes), nu: 15, block: 1, days: 30 }, 300) as Noise

test('small windows have their part of what lasts, where the line over n runs through zero', () => {
  // d = n/200: mean n 300, mean d 1.5, slope 0.005. What lasts is 0.5 for 300 rows: 1 + 100 · 0.5/300 at 100, where the line says 0.5.
  const noise = learn([100, 200, 300, 400, 500], [0.5, 1, 1.5, 2, 2.5])
  expect(noise).toMatchObject({ a: expect.closeTo(0, 12), b: expect.closeTo(0.005, 12) })
  for (const [n, phi] of [
    [100, 1 + 0.5 / 3],
    [300, 1.5],
    [500, 2.5],
  ] as const)
    expect(dispersionAt(noise, n)).toBeCloseTo(phi, 12)
  // On the first day the excess doubles.
  expect(dispersionAt(inSample(noise), 100)).toBeCloseTo(1 + 1 / 3, 12)
})

test('a line that never runs below 1, or does not rise, is taken as it is', () => {
  expect(learn([100, 200, 300, 400, 500], [1.5, 2, 2.5, 3, 3.5])).not.toHaveProperty('lasting')
  expect(learn([300, 300, 300, 300, 300], [0.5, 1, 0.5, 1, 0.5])).not.toHaveProperty('lasting')
})

test('what independent rows show of an excess by chance is taken off', () => {
  // 24 windows of one degree of freedom: 1.5 · √(2 / 24) = 0.4330.
  const taught = { nu: 1, count: 24 }
  expect(beyondChance({ a: 1.4, b: 0, windows: 24, share: 1 }, 3_600, taught)).toEqual({ a: 1, b: 0, windows: 24, share: 1 })
  expect(beyondChance({ a: 3, b: 0, windows: 24, share: 1 }, 3_600, taught).a).toBeCloseTo(2.567, 4)
  // The line keeps its direction: 1 + 0.001 · 3,600 has an excess of 3.6, of which 3.1670 stay.
  expect(beyondChance({ a: 1, b: 0.001, windows: 24, share: 1 }, 3_600, taught).b).toBeCloseTo((0.001 * 3.167) / 3.6, 7)
  expect(beyondChance({ a: 0.6, b: 0, windows: 24, share: 1 }, 3_600, taught).a).toBe(0.6)
})

test('a dispersion that was measured below 1 bounds the longer length by what was measured', () => {
  // 0.5 · (1 + 1.3 · √(2 / 24)) = 0.688: no excess. 0.9 · 1.3753 = 1.2378: 0.2378 of 3,600 rows.
  expect(boundNoise({ a: 0.5, b: 0, windows: 24, share: 1 }, 3_600, 1).b).toBe(0)
  expect(boundNoise({ a: 0.9, b: 0, windows: 24, share: 1 }, 3_600, 1).b).toBeCloseTo(0.23775 / 3_600, 8)
})
