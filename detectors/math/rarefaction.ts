import { logChoose } from './gamma.ts'

/**
 * Distinct values to expect in `n` rows drawn without replacement from a table in which value i stands cᵢ times:
 *
 *   E[D] = Σ (1 − C(N − cᵢ, n) / C(N, n))
 *
 * Source: Hurlbert (1971), The nonconcept of species diversity, Ecology 52.
 *
 * @param alike  how many values stand in the table so many times
 * @param n      at most its rows
 */
export function expectedDistinct(alike: ReadonlyMap<number, number>, n: number): number {
  let N = 0
  for (const [count, values] of alike) N += count * values
  const all = logChoose(N, n)
  let distinct = 0
  for (const [count, values] of alike) distinct += values * (N - count < n ? 1 : -Math.expm1(logChoose(N - count, n) - all))
  return distinct
}
