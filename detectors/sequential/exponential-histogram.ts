/**
 * A window as an exponential histogram: rows of buckets, those of row r of 2^r values each, every one with its sum and its squared
 * deviations. Flat arrays, so that a value costs no allocation.
 */
export interface Histogram {
  /** Buckets that a row holds before its two oldest become one of the next. */
  readonly perRow: number
  /** Buckets of each row. */
  readonly counts: Int32Array
  /** Bucket b of row r at r·(perRow + 1) + b, the oldest first. */
  readonly sums: Float64Array
  readonly squares: Float64Array
  /** Rows in use. */
  rows: number
  /** Values, their sum and their squared deviations. */
  readonly all: Float64Array
}

/** The same as JSON: buckets of all rows in use, one after the other. */
export interface HistogramState {
  readonly all: readonly number[]
  readonly counts: readonly number[]
  readonly sums: readonly number[]
  readonly squares: readonly number[]
}

/** 2^52 values: a stream ends before. */
export const rowsMax = 52
export const emptyHistogram: HistogramState = { all: [0, 0, 0], counts: [], sums: [], squares: [] }

/** @param values  how many will be added at most: room is made for them and no more */
export function openHistogram(state: HistogramState, perRow: number, values: number): Histogram {
  const [width = 0] = state.all
  const room = Math.min(rowsMax, Math.ceil(Math.log2(width + values + 2)) + 2)
  const histogram: Histogram = {
    perRow,
    counts: new Int32Array(room),
    sums: new Float64Array(room * (perRow + 1)),
    squares: new Float64Array(room * (perRow + 1)),
    rows: state.counts.length,
    all: Float64Array.from(state.all),
  }
  histogram.counts.set(state.counts)
  let read = 0
  for (let row = 0; row < histogram.rows; row++) {
    const from = row * (perRow + 1)
    for (let bucket = from; bucket < from + (histogram.counts[row] as number); bucket++, read++) {
      histogram.sums[bucket] = state.sums[read] as number
      histogram.squares[bucket] = state.squares[read] as number
    }
  }
  return histogram
}

export function closeHistogram({ perRow, counts, sums, squares, rows, all }: Histogram): HistogramState {
  const closed = { all: Array.from(all), counts: Array.from(counts.subarray(0, rows)), sums: [] as number[], squares: [] as number[] }
  for (let row = 0; row < rows; row++) {
    const from = row * (perRow + 1)
    for (let bucket = from; bucket < from + (counts[row] as number); bucket++) {
      closed.sums.push(sums[bucket] as number)
      closed.squares.push(squares[bucket] as number)
    }
  }
  return closed
}

export function clearHistogram(histogram: Histogram): void {
  histogram.counts.fill(0)
  histogram.all.fill(0)
  histogram.rows = 0
}

/** Adds one value; amortised constant time. */
export function addValue(histogram: Histogram, x: number): void {
  const { counts, sums, squares, all, perRow } = histogram
  const width = (all[0] as number) + 1
  if (width > 1) {
    const away = x - (all[1] as number) / (width - 1)
    all[2] = (all[2] as number) + ((width - 1) * away * away) / width
  }
  all[0] = width
  all[1] = (all[1] as number) + x
  if (histogram.rows === 0) histogram.rows = 1
  const bucket = counts[0] as number
  sums[bucket] = x
  squares[bucket] = 0
  counts[0] = bucket + 1
  if (bucket >= perRow) mergeOldest(histogram)
}

/** Row by row while one is over its size, makes its two oldest buckets one of the next row. */
function mergeOldest(histogram: Histogram): void {
  const { counts, sums, squares, perRow } = histogram
  for (let row = 0; (counts[row] as number) > perRow; row++) {
    const at = row * (perRow + 1)
    const size = 2 ** row
    const [first, second] = [sums[at] as number, sums[at + 1] as number]
    const apart = first / size - second / size
    const target = at + perRow + 1 + (counts[row + 1] as number)
    sums[target] = first + second
    squares[target] = (squares[at] as number) + (squares[at + 1] as number) + (size * size * apart * apart) / (size + size)
    counts[row + 1] = (counts[row + 1] as number) + 1
    if (row + 2 > histogram.rows) histogram.rows = row + 2
    dropFirst(histogram, row, 2)
  }
}

function dropFirst({ counts, sums, squares, perRow }: Histogram, row: number, buckets: number): void {
  const [at, left] = [row * (perRow + 1), (counts[row] as number) - buckets]
  for (let bucket = at; bucket < at + left; bucket++) {
    sums[bucket] = sums[bucket + buckets] as number
    squares[bucket] = squares[bucket + buckets] as number
  }
  counts[row] = left
}

/** Forgets the oldest bucket. */
export function dropOldest(histogram: Histogram): void {
  const { counts, sums, squares, all, perRow } = histogram
  const row = histogram.rows - 1
  const [at, size] = [row * (perRow + 1), 2 ** row]
  const sum = sums[at] as number
  const width = (all[0] as number) - size
  const total = (all[1] as number) - sum
  const apart = sum / size - total / width
  all[0] = width
  all[1] = total
  all[2] = (all[2] as number) - ((squares[at] as number) + (size * width * apart * apart) / (size + width))
  dropFirst(histogram, row, 1)
  if (counts[row] === 0) histogram.rows = row
}
