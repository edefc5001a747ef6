/**
 * Exact p of the two-sample Kolmogorov–Smirnov distance without ties: the share of lattice paths (0,0)→(n,N) that touch |iN − jn| ≥ D·nN.
 * Counts the paths that touch, so that a small p keeps its digits; all shares, so nothing overflows. O(n·N·D).
 *
 * Source: Hodges (1958), Arkiv för Matematik 3.
 */
export function exactTwoSampleP(distance: number, n: number, N: number): number {
  // D·nN is an integer; its rounding error must not decide whether a path touches.
  const bound = Math.round(distance * n * N)
  if (bound <= 0) return 1
  // row[j]: share of the paths to (i, j) that have touched; 1 outside the band.
  const row = new Float64Array(N + 1).fill(1)
  for (let i = 0; i <= n; i++) {
    const first = Math.max(0, Math.floor((i * N - bound) / n) + 1)
    const last = Math.min(N, Math.ceil((i * N + bound) / n) - 1)
    if (first > 0) row[first - 1] = 1
    for (let j = first; j <= last; j++) {
      row[j] = i + j === 0 ? 0 : ((row[j] as number) * i + (j > 0 ? (row[j - 1] as number) : 0) * j) / (i + j)
    }
  }
  return Math.min(1, Math.max(0, row[N] ?? 1))
}
