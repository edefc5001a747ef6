import { logChoose } from './gamma.ts'

/**
 * Distinct values to expect in `n` rows drawn without replacement from a table in which value i stands cᵢ times:
 *
 *   E[D] = Σ (1 − C(N − cᵢ, n) / C(N, n))
 *
 * Source: Hurlbert (1971), The nonconcept of species diversity, Ecology 52.
 *
 * @param counts  rows of each value; equal ones are computed once
 * @param n       at most their sum
 */
export function expectedDistinct(counts: Iterable<number>, n: number): number {
  const alike = new Map<number, number>()
  let N = 0
  for (const count of counts) {
    alike.set(count, (alike.get(count) ?? 0) + 1)
    N += count
  }
  const all = logChoose(N, n)
  let distinct = 0
  for (const [count, values] of alike) distinct += values * (N - count < n ? 1 : -Math.expm1(logChoose(N - count, n) - all))
  return distinct
}
