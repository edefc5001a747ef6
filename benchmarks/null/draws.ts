import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded random draws; the same seed gives the same stream on every machine. */
export interface Draws {
  /** In (0, 1). */
  readonly uniform: () => number
  /** Standard normal. */
  readonly normal: () => number
  /** Hits of `n` trials. */
  readonly binomial: (n: number, p: number) => number
}

export function drawsOf(...seeds: readonly number[]): Draws {
  const generator = xoroshiro128plus(mixed(seeds))
  const uniform = (): number => ((generator.next() >>> 0) + 0.5) / 2 ** 32
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal, binomial: (n, p) => (p > 0.5 ? n - hitsOf(n, 1 - p, uniform()) : hitsOf(n, p, uniform())) }
}

/** One seed of several, so that neighbours (stream 1 column 2, stream 2 column 1) do not walk the same way. Source: the finaliser of MurmurHash3. */
const mixed = (seeds: readonly number[]): number =>
  seeds.reduce((hash, seed) => {
    let bits = Math.imul(hash ^ seed, 0x85ebca6b)
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
    return (bits ^ (bits >>> 16)) + 0x9e3779b9
  }, 0x2545f491)

/** By inversion from zero upwards: right while (1 − p)^n is a number, so for n up to 900 with p up to a half. */
function hitsOf(n: number, p: number, from: number): number {
  if (p <= 0 || n === 0) return 0
  const odds = p / (1 - p)
  let chance = (1 - p) ** n
  let left = from
  let hits = 0
  while (left > chance && hits < n) {
    left -= chance
    hits++
    chance *= (odds * (n - hits + 1)) / hits
  }
  return hits
}
