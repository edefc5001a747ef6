import type { Measure } from '../../contract/index.ts'

interface Rows {
  readonly n: number
}

/** The sizes that a measure of unweighted rows carries. */
export const rowSizes = (baseline: Rows, window: Rows): Pick<Measure, 'n' | 'nEff' | 'baselineN'> => ({ n: window.n, nEff: window.n, baselineN: baseline.n })

/** N·n/(N + n). */
export const harmonic = (N: number, n: number): number => (N * n) / (N + n)

/** A p within its bounds. */
export const clipped = (p: number): number => Math.max(1e-300, Math.min(1, p))

/** Said where two summaries were not made by one plan. */
export const otherPlan = ['the two sides were not summed alike']
