import type { Decision, Tally } from '../../contract/index.ts'
import { effectiveScale } from './effective.ts'

/**
 * A tally of cells is the weight of each cell, then Σw² of the rows in them (for unweighted rows: their number).
 * It must hold present values only; missing is a rate of its own.
 */
export function cellTally(counts: ArrayLike<number>, weight2: number): Tally {
  const tally = new Float64Array(counts.length + 1)
  tally.set(counts)
  tally[counts.length] = weight2
  return tally
}

/** Sum of the cells, without Σw². */
export function cellWeight(tally: Tally): number {
  let sum = 0
  for (let cell = 0; cell < tally.length - 1; cell++) sum += tally[cell] as number
  return sum
}

/** Factor that scales the cells of a tally to the effective number of rows. */
export const cellScale = (tally: Tally): number => effectiveScale(cellWeight(tally), tally[tally.length - 1] as number)

/** Nothing can be said: one side is empty. */
export const nothing: Decision = Object.freeze({ T: 0, v: 0, nu: 1, n: 0, baselineN: 0, value: null })

/**
 * Do two sets of cell counts come from one distribution? G of the 2 × k table divided by Williams' factor.
 *
 *   G = 2 Σ [x ln(x(n+N)/(tN)) + y ln(y(n+N)/(tn))],  t = x + y
 *   W = min(1.5, 1 + (Σ min(1e4, (n+N)/t) − 1)(1/n + 1/N) / (6(k−1)))
 *
 * Cells in which the reference expects less than one row of the window are merged into one, decided by the
 * reference and n alone, so that the window cannot choose its own cells. One cell: T = 0.
 * Source: calibration law, section 7; Williams (1976), Biometrika 63.
 *
 * @param reference, window  tallies of cells (`cellTally`), of the same length
 * @param emptyRest  whether a merged cell without a row on either side counts as a cell, which costs power
 * @returns √(T·v) is the norm w of the change; `nothing` when a side is empty
 */
export function decideCounts(reference: Tally, window: Tally, emptyRest: 'counts' | 'ignored' = 'counts'): Decision {
  const before = cellWeight(reference)
  const after = cellWeight(window)
  const last = reference.length - 1
  const referenceScale = effectiveScale(before, reference[last] as number)
  const windowScale = effectiveScale(after, window[last] as number)
  const N = before * referenceScale
  const n = after * windowScale
  if (N === 0 || n === 0) return nothing
  const table = new Table(N, n)
  for (let cell = 0; cell < last; cell++) table.add((reference[cell] as number) * referenceScale, (window[cell] as number) * windowScale)
  return table.decide(emptyRest)
}

/** Running sums of the statistic, so that no cell is copied: this runs a million times in a replay. */
class Table {
  private readonly N: number
  private readonly n: number
  private G = 0
  private inverses = 0
  private cells = 0
  private merged = false
  private restReference = 0
  private restWindow = 0

  constructor(N: number, n: number) {
    this.N = N
    this.n = n
  }

  add(x: number, y: number): void {
    if ((x * this.n) / this.N >= 1) return this.count(x, y)
    this.merged = true
    this.restReference += x
    this.restWindow += y
  }

  decide(emptyRest: 'counts' | 'ignored'): Decision {
    const empty = this.restReference + this.restWindow === 0
    if (this.merged && !(empty && emptyRest === 'ignored')) this.count(this.restReference, this.restWindow)
    const v = 1 / this.n + 1 / this.N
    const nu = Math.max(1, this.cells - 1)
    const williams = Math.min(1.5, 1 + ((this.inverses - 1) * v) / (6 * nu))
    const T = this.cells < 2 ? 0 : Math.max(0, 2 * this.G) / williams
    return { T, v, nu, n: this.n, baselineN: this.N, value: Math.sqrt(T * v) }
  }

  private count(x: number, y: number): void {
    const t = x + y
    const all = this.n + this.N
    this.cells += 1
    this.inverses += Math.min(1e4, all / t)
    if (x > 0) this.G += x * Math.log((x * all) / (t * this.N))
    if (y > 0) this.G += y * Math.log((y * all) / (t * this.n))
  }
}
