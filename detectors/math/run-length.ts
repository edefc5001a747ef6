/** Above this the exact law costs too much. */
const exactRowsMax = 100_000
const exactStepsMax = 2e7

/** P(all of `n` independent rows have one value), at most: the most frequent has this share. Never below 1e-300. */
export const allAlike = (share: number, n: number): number => Math.max(1e-300, share ** n)

/**
 * P(the longest run of equal values among `n` independent rows is at least `run`), where a row repeats the one before with chance `repeat`.
 *
 * Exact by recursion on the length of the running run, O(n · run); beyond 100,000 rows (or 20 million steps) the Poisson clumping limit
 * 1 − exp(−(n − r + 1)(1 − p)p^(r−1) − p^(r−1)).
 * Source: Feller (1968), An introduction to probability theory, vol. 1, XIII.7; Arratia, Goldstein and Gordon (1990), Statistical Science 5.
 */
export function longestRunUpperTail(run: number, n: number, repeat: number): number {
  if (run > n) return 0
  if (run <= 1) return n > 0 ? 1 : 0
  if (n > exactRowsMax || n * run > exactStepsMax) {
    const power = repeat ** (run - 1)
    return -Math.expm1(-(n - run + 1) * (1 - repeat) * power - power)
  }
  return exactTail(run, n, repeat)
}

/** What reaches the run is added up as it does, so that a small tail never comes from 1 − the rest. */
function exactTail(run: number, n: number, repeat: number): number {
  const current = new Float64Array(run)
  current[1] = 1
  let reached = 0
  for (let row = 2; row <= n; row++) {
    let all = 0
    for (let length = 1; length < run; length++) all += current[length] ?? 0
    reached += repeat * (current[run - 1] ?? 0)
    for (let length = run - 1; length > 1; length--) current[length] = repeat * (current[length - 1] ?? 0)
    current[1] = (1 - repeat) * all
  }
  return Math.min(1, reached)
}
