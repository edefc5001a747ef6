import { defineDetector, type NumericSummary, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { presentSize, sizesOf } from '../cells/present.ts'
import { transport } from '../cells/transport.ts'
import { z95 } from '../math/normal.ts'

/** Standard deviation of the finite values, with n − 1; NaN for fewer than two, 0 for one value. */
function deviation({ moments: [weight, sum, squares], scale, lo, hi }: NumericSummary, size: number): number {
  if (lo === hi) return 0
  const variance = squares / weight - (sum / weight) ** 2
  return scale * Math.sqrt((Math.max(0, variance) * size) / (size - 1))
}

const finite = ({ n, nans, pinf, ninf }: NumericSummary): number => n - nans - pinf - ninf

/**
 * Wasserstein distance: by how much values must move, on average, to turn the window into the baseline.
 *
 *   wasserstein = ∫ |F(x) − G(x)| dx ÷ σ₀,  σ₀ the baseline's standard deviation
 *
 * Null for a baseline of one value, and where only one side holds an infinity. p has no closed form and is not given. On a grid `resolution` is
 * half the widest cell of both sides.
 * Unit: standard deviations of the baseline. Shown, does not decide.
 * Source: Vallender (1974), Calculation of the Wasserstein distance between probability distributions on the line.
 */
export default defineDetector({
  name: 'drift/wasserstein',
  summary: 'Wasserstein distance between the distributions of a number, in standard deviations of the baseline',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'sd',
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (finite(baseline) === 0 || finite(window) === 0) return measured(sizes, {})
    if (baseline.pinf + baseline.ninf > 0 !== window.pinf + window.ninf > 0) return measured(sizes, { notes: ['one side holds an infinity'] })
    const [N, n] = [presentSize(baseline), presentSize(window)]
    const sd = deviation(baseline, N)
    if (!(sd > 0)) return measured(sizes, { notes: ['constant-baseline'] })
    const { distance, error } = transport(baseline.cells, window.cells, N, n)
    const reach = z95 * error
    return measured(sizes, {
      value: distance / sd,
      low: Math.max(0, distance - reach) / sd,
      high: (distance + reach) / sd,
      resolution: (baseline.cells.resolution + window.cells.resolution) / 2 / sd,
    })
  },
})
