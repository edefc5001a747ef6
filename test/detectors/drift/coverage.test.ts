import { describe, expect, it } from 'vitest'
import type { CategorySummary } from '../../../contract/index.ts'
import { defaults } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { uniformDraws } from '../../../detectors/math/draws.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'

// 95 % intervals against the true distance, known because the shares are chosen here. 300 draws a case: a coverage of 95 % strays by 1.3 points,
// so that 90 % is four of them below.

const draws = 300
type Shares = readonly number[]
const together = (weights: Shares): number[] => weights.map(weight => weight / weights.reduce((a, b) => a + b, 0))
const flat = together(Array.from({ length: 10 }, () => 1))
const zipf = (cells: number) => together(Array.from({ length: cells }, (_, at) => 1 / (at + 1)))
const tilted = (shares: Shares, by: number) => together(shares.map((share, at) => share * Math.exp(by * (at / (shares.length - 1) - 0.5))))
const with3 = (share: number) => flat.map((one, at) => (at === 3 ? share : (one * (1 - share)) / 0.9))

const sum = (p: Shares, q: Shares, term: (p: number, q: number) => number) => p.reduce((total, share, at) => total + term(share, q[at] ?? 0), 0)
const smooth = (p: Shares, n: number) => p.map(share => (n * share + 0.5) / (n + p.length / 2))
const entropy = (p: number, q: number) => (p > 0 ? p * Math.log(p / q) : 0)
/** By the formulas of their docstrings; PSI and KL of the shares that have half a row added, as their values have. */
const truths: Record<string, (p: Shares, q: Shares, N: number, n: number) => number> = {
  'drift/psi': (p, q, N, n) => sum(smooth(p, N), smooth(q, n), (a, b) => (a - b) * Math.log(a / b)),
  'drift/kl': (p, q, N, n) => sum(smooth(p, N), smooth(q, n), (a, b) => b * Math.log(b / a)),
  'drift/js': (p, q) => Math.sqrt(sum(p, q, (a, b) => (entropy(a, (a + b) / 2) + entropy(b, (a + b) / 2)) / 2) / Math.LN2),
  'drift/hellinger': (p, q) => Math.sqrt(Math.max(0, 1 - sum(p, q, (a, b) => Math.sqrt(a * b)))),
}

function drawn(shares: Shares, rows: number, next: () => number): CategorySummary {
  const counts = shares.map(() => 0)
  for (let row = 0; row < rows; row++) {
    let [at, left] = [next(), 0]
    while (left < shares.length - 1 && at >= (shares[left] ?? 0)) at -= shares[left++] ?? 0
    counts[left] = (counts[left] ?? 0) + 1
  }
  const held = counts.flatMap((count, at) => (count > 0 ? [{ key: `k${at}`, count }] : []))
  const table = categoryFromArray(
    held.map(({ key }) => key),
    held.map(({ count }) => count),
  )
  return { ...table, n: table.weight, weight2: table.weight }
}

/** Share of draws in which the interval holds the truth, by detector. */
function coverage(p: Shares, q: Shares, [N, n]: readonly [number, number]): Map<string, number> {
  const next = uniformDraws(20_260)
  const hits = new Map<string, number>()
  for (let draw = 0; draw < draws; draw++) {
    const [baseline, window] = [drawn(p, N, next), drawn(q, n, next)]
    for (const [name, truth] of Object.entries(truths)) {
      const detector = detectors.get(name)
      if (!detector) throw new Error(`${name} is gone`)
      const { low, high } = detector.read(baseline, window, defaults(detector.settings))
      const distance = truth(p, q, N, n)
      const holds = (low ?? Number.NaN) <= distance + 1e-12 && distance - 1e-12 <= (high ?? Number.NaN)
      hits.set(name, (hits.get(name) ?? 0) + (holds ? 1 : 0))
    }
  }
  return new Map([...hits].map(([name, count]) => [name, count / draws]))
}

const cases: [string, Shares, Shares, number][] = [
  ['the same shares', flat, flat, 0.995],
  ['shares a little moved', flat, tilted(flat, 0.2), 0.995],
  ['shares much moved', flat, tilted(flat, 2), 0.99],
  ['thirty shares from often to rare, moved', zipf(30), tilted(zipf(30), 1), 1],
  ['a hundred shares, most of them rare, the same', zipf(100), zipf(100), 1],
  // What is never seen is no random number, and ½ rows stand for it: these intervals are wide on purpose.
  ['a fifth in a cell that the baseline never saw', with3(0), with3(0.2), 1],
  ['a cell that is empty in the window', flat, with3(0), 1],
]

describe.each([
  [500, 500],
  [5000, 500],
  [5000, 5000],
] as const)('%s rows against %s', (N, n) => {
  it.each(cases)('hold the distance of %s', (_case, p, q, most) => {
    for (const [name, share] of coverage(p, q, [N, n])) {
      expect(share, `${name} ${share}`).toBeGreaterThanOrEqual(0.9)
      expect(share, `${name} ${share}`).toBeLessThanOrEqual(most)
    }
  })
})
