import { lowerBeta } from './beta.ts'
import { logChoose, logGamma, lowerGamma } from './gamma.ts'

/** P(K ≥ k) for K binomial(n, p). */
export const binomialUpperTail = (k: number, n: number, p: number): number => (k <= 0 ? 1 : k > n ? 0 : lowerBeta(p, k, n - k + 1))

/** P(K ≥ k) for K Poisson(mu). */
export const poissonUpperTail = (k: number, mu: number): number => (k <= 0 ? 1 : lowerGamma(k, mu))

/** One law on whole numbers low…high: its mass at a point, and the ratio mass(k + 1) / mass(k). */
interface Law {
  readonly low: number
  readonly high: number
  readonly mean: number
  readonly mass: (k: number) => number
  readonly ratio: (k: number) => number
}

/** P(K ≥ k), summed over the shorter tail, so that a small tail never comes from 1 − cdf. */
function upperTail(law: Law, k: number): number {
  if (k <= law.low) return 1
  if (k > law.high) return 0
  return k > law.mean ? sumUp(law, k) : 1 - sumDown(law, k - 1)
}

function sumUp(law: Law, from: number): number {
  let mass = law.mass(from)
  let sum = mass
  for (let k = from; k < law.high && mass > sum * 1e-18; k++) {
    mass *= law.ratio(k)
    sum += mass
  }
  return sum
}

function sumDown(law: Law, from: number): number {
  let mass = law.mass(from)
  let sum = mass
  for (let k = from - 1; k >= law.low && mass > sum * 1e-18; k--) {
    mass /= law.ratio(k)
    sum += mass
  }
  return sum
}

const hypergeometric = (total: number, good: number, draws: number): Law => ({
  low: Math.max(0, draws + good - total),
  high: Math.min(good, draws),
  mean: (draws * good) / total,
  mass: k => Math.exp(logChoose(good, k) + logChoose(total - good, draws - k) - logChoose(total, draws)),
  ratio: k => ((good - k) * (draws - k)) / ((k + 1) * (total - good - draws + k + 1)),
})

/** P(K ≥ k) where K counts the good ones among `draws` of `total`. */
export const hypergeometricUpperTail = (k: number, total: number, good: number, draws: number): number => upperTail(hypergeometric(total, good, draws), k)

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** P(K ≥ k) for K beta-binomial(n, a, b): the predictive law of a rate that was learned from counts. */
export const betaBinomialUpperTail = (k: number, n: number, a: number, b: number): number =>
  upperTail(
    {
      low: 0,
      high: n,
      mean: (n * a) / (a + b),
      mass: j => Math.exp(logChoose(n, j) + logBeta(a + j, b + n - j) - logBeta(a, b)),
      ratio: j => ((n - j) * (a + j)) / ((j + 1) * (b + n - j - 1)),
    },
    k,
  )

/** P(K ≤ k), by the shorter tail. */
function lowerTail(law: Law, k: number): number {
  if (k < law.low) return 0
  if (k >= law.high) return 1
  return k < law.mean ? sumDown(law, k) : 1 - sumUp(law, k + 1)
}

/**
 * Fisher's exact test of two proportions, two-sided: the sum of the tables that are not more likely than this one.
 * Tables within 1e-7 of equal likelihood count as equal. Two tails are summed and the end of the other is found by halving, so it costs
 * milliseconds at 10^7 rows.
 *
 * @param x, n  hits and rows of one side; `y`, `N` of the other; whole numbers
 */
export function fisherExact(x: number, n: number, y: number, N: number): number {
  const law = hypergeometric(n + N, x + y, n)
  const mode = Math.min(law.high, Math.max(law.low, Math.floor(((n + 1) * (x + y + 1)) / (n + N + 2))))
  const limit = law.mass(x) * (1 + 1e-7)
  if (law.mass(mode) <= limit) return 1
  const [below, above] = x < mode ? [x, firstUnder(law, mode, limit)] : [lastUnder(law, mode, limit), x]
  return Math.min(1, lowerTail(law, below) + upperTail(law, above))
}

/** The first table above the mode that is not more likely than `limit`; one beyond the last when there is none. */
function firstUnder({ mass, high }: Law, mode: number, limit: number): number {
  let [inside, outside] = [mode, high + 1]
  while (outside - inside > 1) {
    const middle = Math.floor((inside + outside) / 2)
    if (mass(middle) <= limit) outside = middle
    else inside = middle
  }
  return outside
}

/** The last such table below the mode; one before the first when there is none. */
function lastUnder({ mass, low }: Law, mode: number, limit: number): number {
  let [outside, inside] = [low - 1, mode]
  while (inside - outside > 1) {
    const middle = Math.floor((inside + outside) / 2)
    if (mass(middle) <= limit) outside = middle
    else inside = middle
  }
  return outside
}
