import { normal } from '../../detectors/math/normal.ts'
import { type Draws, drawsOf } from './draws.ts'
import { levelOf, sliceMs, type Traffic } from './traffic.ts'

export type Kind = 'numeric' | 'category'
export const numericCells = 16
export const categoryCells = 8
const missingShare = 0.01

/** What a change does to a column in one slice. Absent parts stay as they are. */
export interface Shift {
  /** Added to the level of every row, in standard deviations. */
  readonly level?: number
  /** Factor on the standard deviation. */
  readonly spread?: number
  /** Share of rows whose level is higher by `partLevel`. */
  readonly part?: number
  readonly partLevel?: number
  /** Added to the share of the third category, taken from the others in proportion. */
  readonly share?: number
  /** Share of rows with a category never seen. */
  readonly fresh?: number
  /** Added to the share of missing values. */
  readonly missing?: number
}

/** A change: how a column is shifted `afterMs` after it began. */
export type Change = (afterMs: number) => Shift

/**
 * A column by slice: counts of its cells, then of values never seen (categories only), then of missing values.
 * `width` numbers a slice.
 */
export interface Column {
  readonly kind: Kind
  readonly slices: number
  readonly width: number
  readonly counts: Uint16Array
}

const widthOf = (kind: Kind): number => (kind === 'numeric' ? numericCells + 1 : categoryCells + 2)

/** Where a change begins, in slices, and what it does. */
export interface Onset {
  readonly slice: number
  readonly change: Change
}

/** Draws a column of a stream. Before an onset it is the same column, value for value, as without one. */
export function columnOf(kind: Kind, traffic: Traffic, seeds: readonly number[]): Column {
  const width = widthOf(kind)
  const column: Column = { kind, slices: traffic.slices, width, counts: new Uint16Array(traffic.slices * width) }
  const level = levelOf(traffic, drawsOf(...seeds, 1))
  const pen = penOf(column, traffic, drawsOf(...seeds, 2))
  for (let slice = 0; slice < traffic.slices; slice++) pen(slice, level[slice] as number, none)
  return column
}

const none: Shift = {}

/** The same column with its slices from an onset on drawn anew. */
export function changedColumn(column: Column, traffic: Traffic, seeds: readonly number[], { slice: from, change }: Onset): Column {
  const changed: Column = { ...column, counts: column.counts.slice() }
  changed.counts.fill(0, from * column.width)
  const level = levelOf(traffic, drawsOf(...seeds, 1))
  const pen = penOf(changed, traffic, drawsOf(...seeds, 3))
  for (let slice = from; slice < traffic.slices; slice++) pen(slice, level[slice] as number, change((slice - from) * sliceMs))
  return changed
}

/** Writes one slice: entities with their copies, then a bot with one row many times. */
function penOf({ kind, width, counts }: Column, { nature, rows, bots }: Traffic, draws: Draws) {
  const shares = new Float64Array(width)
  const cut = cutterOf(kind)
  return (slice: number, level: number, shift: Shift): void => {
    cut(level, shift, shares)
    let left = (rows[slice] as number) / nature.copies
    let rest = 1
    for (let cell = 0; cell < width && left > 0; cell++) {
      const share = shares[cell] as number
      const hits = cell === width - 1 ? left : draws.binomial(left, Math.min(1, share / rest))
      counts[slice * width + cell] = hits * nature.copies
      left -= hits
      rest -= share
    }
    const bot = bots[slice] as number
    if (bot === 0) return
    const at = slice * width + cellAt(shares, draws.uniform())
    counts[at] = (counts[at] as number) + bot
  }
}

function cellAt(shares: Float64Array, at: number): number {
  let below = 0
  for (let cell = 0; cell < shares.length; cell++) {
    below += shares[cell] as number
    if (at < below) return cell
  }
  return shares.length - 1
}

type Cutter = (level: number, shift: Shift, into: Float64Array) => void

/** Writes the share of every cell; works only when something has changed since the slice before. */
function cutterOf(kind: Kind): Cutter {
  const cells = new Float64Array(kind === 'numeric' ? numericCells : categoryCells)
  let last = { level: Number.NaN, shift: none }
  return (level, shift, into) => {
    if (level === last.level && shift === last.shift) return
    last = { level, shift }
    if (kind === 'numeric') numericShares(level, shift, cells)
    else categoryShares(level, shift, cells)
    const missing = missingShare + (shift.missing ?? 0)
    const fresh = shift.fresh ?? 0
    for (let cell = 0; cell < cells.length; cell++) into[cell] = (cells[cell] as number) * (1 - missing) * (1 - fresh)
    if (kind === 'category') into[cells.length] = fresh * (1 - missing)
    into[into.length - 1] = missing
  }
}

/** Quantiles of a standard normal law: cells of equal weight where nothing strays. */
const edges = Array.from({ length: numericCells - 1 }, (_, index) => normal.upperQuantile(1 - (index + 1) / numericCells))

function numericShares(level: number, { level: moved = 0, spread = 1, part = 0, partLevel = 0 }: Shift, into: Float64Array): void {
  let below = 0
  for (let cell = 0; cell < numericCells; cell++) {
    const edge = edges[cell] ?? Number.POSITIVE_INFINITY
    const under = (at: number): number => 1 - normal.upperTail((edge - at) / spread)
    const all = part === 0 ? under(level + moved) : (1 - part) * under(level + moved) + part * under(level + moved + partLevel)
    into[cell] = all - below
    below = all
  }
}

const zipf = weighed(Array.from({ length: categoryCells }, (_, index) => 1 / (index + 1)))
/** Place of a category on a scale of mean 0 and variance 1, along which a level tilts the shares. */
const places = standardised(zipf)
const changedCategory = 2

function categoryShares(level: number, { level: moved = 0, share = 0 }: Shift, into: Float64Array): void {
  let total = 0
  for (let cell = 0; cell < categoryCells; cell++) {
    into[cell] = (zipf[cell] as number) * Math.exp((level + moved) * (places[cell] as number))
    total += into[cell] as number
  }
  const before = (into[changedCategory] as number) / total
  const others = (1 - before - share) / (1 - before)
  for (let cell = 0; cell < categoryCells; cell++) into[cell] = ((into[cell] as number) / total) * others
  into[changedCategory] = before + share
}

function weighed(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}

function standardised(shares: readonly number[]): number[] {
  const mean = shares.reduce((sum, share, index) => sum + share * index, 0)
  const deviation = Math.sqrt(shares.reduce((sum, share, index) => sum + share * (index - mean) ** 2, 0))
  return shares.map((_, index) => (index - mean) / deviation)
}
