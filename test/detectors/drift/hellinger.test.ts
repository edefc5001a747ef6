import { describe, expect, it } from 'vitest'
import { type CategorySummary, defaults } from '../../../contract/index.ts'
import hellinger from '../../../detectors/drift/hellinger.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'

const sample = (counts: readonly number[]): CategorySummary =>
  categoryFromArray(counts.flatMap((count, index) => Array.from({ length: count }, () => `v${index}`)))
const read = (baseline: readonly number[], window: readonly number[]) =>
  hellinger.read(sample(baseline), sample(window), defaults(hellinger.settings) as { cells: number })

// Values by the formula in NumPy and p by SciPy 1.17.1 (stats.chi2 of 8·h·H²), computed outside this repository.
it.each([
  ['two shares', { baseline: [700, 300], window: [60, 40], value: 0.07426822096589206, pValue: 0.04519178347514569 }],
  [
    'ten shares that moved',
    {
      baseline: Array.from({ length: 10 }, () => 100),
      window: [30, 45, 60, 80, 100, 110, 120, 140, 150, 165],
      value: 0.1660406998133253,
      pValue: 1.2906858830375544e-19,
    },
  ],
  ['equal shares', { baseline: [50, 30, 20], window: [50, 30, 20], value: 0, pValue: 1 }],
])('of %s', (_case, { baseline, window, value, pValue }) => {
  const measure = read(baseline, window)
  expect(measure.value).toBeCloseTo(value, 7)
  expect(Math.log(measure.pValue ?? 0)).toBeCloseTo(Math.log(pValue), 6)
})

describe('its ends', () => {
  it('is 1 for shares without a common cell', () => expect(read([60, 40, 0, 0], [0, 0, 25, 25]).value).toBeCloseTo(1, 12))
  it('has nothing to say of an empty window', () => expect(read([5, 5, 10], []).value).toBeNull())
})
