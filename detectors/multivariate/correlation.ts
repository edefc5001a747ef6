interface Correlated {
  readonly r: number
  readonly n: number
}

/** Nearer to ±1 atanh has no digits left. */
const largest = 1 - 1e-12

const stretched = (r: number): number => Math.atanh(Math.max(-largest, Math.min(largest, r)))

/** atanh r − atanh r₀ with its standard error for normal columns: Fisher (1921), Metron 1. More than three rows a side. */
export const correlationMove = (after: Correlated, before: Correlated): { readonly value: number; readonly error: number } => ({
  value: stretched(after.r) - stretched(before.r),
  error: Math.sqrt(1 / (after.n - 3) + 1 / (before.n - 3)),
})
