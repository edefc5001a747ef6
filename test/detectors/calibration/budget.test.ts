import { expect, test } from 'vitest'
import { alphaOf } from '../../../detectors/calibration/budget.ts'

const hour = { lengths: 3, hopMs: 900_000 }

test('160 column series and one alert in 30 days: the alphas of the calibration law', () => {
  const sizes = { columns: 160, segments: 0, performance: 0 }
  // 1/3/160/8640, 1/3/160/2880, 1/3/160/720
  expect(alphaOf(1, sizes, { group: 'columns', lengths: 3, hopMs: 300_000 })).toBeCloseTo(2.4112654321e-7, 16)
  expect(alphaOf(1, sizes, { group: 'columns', ...hour })).toBeCloseTo(7.2337962963e-7, 16)
  expect(alphaOf(1, sizes, { group: 'columns', lengths: 3, hopMs: 3_600_000 })).toBeCloseTo(2.89351851852e-6, 15)
})

test('an absent group leaves its share to the others in proportion', () => {
  const without = { columns: 10, segments: 0, performance: 5 }
  const withAll = { columns: 10, segments: 10, performance: 5 }
  const alpha = (sizes: typeof without) => alphaOf(1, sizes, { group: 'columns', ...hour })
  // 0.4 of 0.6 against 0.4 of 1.
  expect(alpha(without) / alpha(withAll)).toBeCloseTo(1 / 0.6, 12)
})

test('all tests of 30 days together spend the budget', () => {
  const sizes = { columns: 7, segments: 3, performance: 2 }
  const hops = { columns: [300_000, 900_000, 3_600_000], segments: [3_600_000], performance: [3_600_000, 900_000] }
  let spent = 0
  for (const group of ['columns', 'segments', 'performance'] as const) {
    for (const hopMs of hops[group]) {
      const tests = (sizes[group] * 30 * 86_400_000) / hopMs
      spent += tests * alphaOf(2, sizes, { group, lengths: hops[group].length, hopMs })
    }
  }
  expect(spent).toBeCloseTo(2, 12)
})
