import { expect, test } from 'vitest'
import { dispersionAt, inSample, learnNoise, type Noise } from '../../../detectors/calibration/noise.ts'

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
