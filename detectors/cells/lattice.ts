/**
 * Exact p of the two-sample Kolmogorov–Smirnov distance without ties: the share of lattice paths (0,0)→(n,N) that touch |iN − jn| ≥ D·nN.
 * Each row is scaled by its number of paths, so nothing overflows. O(n·N).
 *
 * Source: Hodges (1958), Arkiv för Matematik 3.
 */
export function exactTwoSampleP(distance: number, n: number, N: number): number {
  // D·nN is an integer; its rounding error must not decide whether a path touches.
  const bound = Math.round(distance * n * N)
  const inside = (i: number, j: number) => Math.abs(i * N - j * n) < bound
  // row[j]: share of the paths to (i, j) that have stayed inside.
  const row = new Float64Array(N + 1)
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= N; j++) {
      if (i + j === 0) row[j] = bound > 0 ? 1 : 0
      else row[j] = inside(i, j) ? ((row[j] ?? 0) * i + (j > 0 ? (row[j - 1] ?? 0) : 0) * j) / (i + j) : 0
    }
  }
  return Math.min(1, Math.max(0, 1 - (row[N] ?? 0)))
}
