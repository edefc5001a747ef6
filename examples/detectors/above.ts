import { defineDetector, type NumericSummary, type Tally } from 'plimsoll/contract'
import { type Static, Type } from 'typebox'

const settings = Type.Object(
  { limit: Type.Number({ default: 1000, description: 'Values above it are counted, in the unit of the column' }) },
  { additionalProperties: false },
)
type Frame = Static<typeof settings>

/** Rows above the limit, and rows with a value. */
function tally({ limit }: Frame, { cells }: NumericSummary): Tally {
  const counts = Float64Array.of(0, 0)
  for (const [at, value] of cells.values.entries()) {
    const rows = cells.counts[at] ?? 0
    counts[0] = (counts[0] ?? 0) + (value > limit ? rows : 0)
    counts[1] = (counts[1] ?? 0) + rows
  }
  return counts
}

/** χ² of two proportions, pooled: T = (p − p₀)² ÷ (q(1 − q) · v), v = 1/n + 1/N. */
function compared(reference: Tally, window: Tally) {
  const [before = 0, N = 0] = reference
  const [now = 0, n = 0] = window
  if (n === 0 || N === 0) return { T: 0, v: 1, nu: 1, n, baselineN: N, value: null }
  const [v, q] = [1 / n + 1 / N, (before + now) / (N + n)]
  const spread = Math.sqrt(q * (1 - q))
  const value = spread === 0 ? 0 : (now / n - before / N) / spread
  return { T: value ** 2 / v, v, nu: 1, n, baselineN: N, value }
}

/** Share of values above a limit, against the baseline; judged by the change in pooled standard deviations. */
export default defineDetector({
  name: 'own/above',
  summary: 'Share of values above a limit',
  reads: ['numeric'],
  roles: ['feature', 'score', 'output'],
  unit: 'share',
  settings,
  read(baseline, window, { limit }) {
    const [now = 0, n = 0] = tally({ limit }, window)
    const [, N = 0] = tally({ limit }, baseline)
    const nothing = { low: null, high: null, pValue: null, notes: [] }
    return { value: n === 0 || N === 0 ? null : now / n, n, nEff: n, baselineN: N, resolution: window.cells.resolution, ...nothing }
  },
  deciding: {
    frame: (_baseline, given) => ({ limit: given?.limit ?? 1000 }),
    tally,
    decide: (_frame, reference, window) => compared(reference, window),
    matters: () => 0.1,
    limit: () => 0.5,
    exact: false,
    group: 'columns',
  },
})
