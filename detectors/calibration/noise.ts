/**
 * How far quiet windows of one series and length stray beyond what their row counts explain.
 * Dispersion phi(n) = a + b·n; `windows` is how many independent windows taught it; `share` is the part of the
 * excess that lies in one direction (a wave of the mean) rather than in all (repeated rows).
 */
export interface Noise {
  readonly a: number
  readonly b: number
  readonly windows: number
  readonly share: number
  /** Least excess in one direction, where quiet windows stray further than the mean dispersion tells; 0 when absent. */
  readonly stray?: number
  /** Least excess of each row, where the line runs below 1 for small windows; 0 when absent. */
  readonly lasting?: number
}

/** Quiet windows that do not overlap, in time order: T/nu and n of each. */
export interface QuietWindows {
  readonly dispersions: Float64Array
  readonly sizes: Float64Array
  /** Degrees of freedom of T; the mean where it varies with n. */
  readonly nu: number
  /** Windows in a block of 4 hours: within it they may depend on each other. */
  readonly block: number
  readonly days: number
}

/** Rows that vary less than this between windows cannot teach a slope. */
const slopeSpread = 0.15
const windowsPerDayMax = 12

/** By hand, as all sums here: a replay learns from thousands of windows for every series and day, and callbacks would be most of its cost. */
function mean(values: Float64Array): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] as number
  return sum / values.length
}

function varianceOf(values: Float64Array): number {
  const center = mean(values)
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += ((values[index] as number) - center) ** 2
  return squares / values.length
}

/**
 * Learns the noise of a series from its quiet windows (calibration law, section 7, `learn`).
 *
 * @param judgedN  rows of the windows that will be judged; the share is taken there
 * @returns null when there is no quiet window
 */
export function learnNoise(quiet: QuietWindows, judgedN: number): Noise | null {
  const { dispersions, sizes, nu } = quiet
  if (dispersions.length === 0) return null
  const line = fitDispersion(dispersions, sizes)
  const relative = new Float64Array(dispersions.length)
  for (let index = 0; index < relative.length; index++)
    relative[index] = (dispersions[index] as number) / Math.max(0.3, line.a + line.b * (sizes[index] as number))
  const variance = varianceOf(relative)
  const windows = effectiveWindows(relative, variance, quiet)
  const noise = { ...line, windows, share: shareInOneDirection(line.a + line.b * judgedN, variance, windows, nu) }
  return line.a < 1 && line.b > 0 ? { ...noise, lasting: lastingExcess(line, mean(sizes)) } : noise
}

/**
 * Where traffic peaks with the wave of a column, the line over n meets 1 far from zero, as if small windows had no excess at
 * all. They have at least their part of what a window of the mean size has, were all of that lasting: 1 + n · excess / mean n.
 */
const lastingExcess = ({ a, b }: { readonly a: number; readonly b: number }, meanN: number): number => Math.max(0, a + b * meanN - 1) / meanN

/** phi as a line over n, with neither part below zero. */
function fitDispersion(d: Float64Array, n: Float64Array): { a: number; b: number } {
  const meanN = mean(n)
  const meanD = mean(d)
  const variance = varianceOf(n)
  const b = Math.sqrt(variance) > slopeSpread * meanN ? Math.max(0, covariance(n, meanN, d, meanD) / variance) : 0
  const a = meanD - b * meanN
  if (a >= 0) return { a, b }
  // Σdn and Σn², each over the number of windows.
  return { a: 0, b: covariance(d, 0, n, 0) / covariance(n, 0, n, 0) }
}

/** Mean product of what two series stray from two centres. */
function covariance(x: Float64Array, centerX: number, y: Float64Array, centerY: number): number {
  let sum = 0
  for (let index = 0; index < x.length; index++) sum += ((x[index] as number) - centerX) * ((y[index] as number) - centerY)
  return sum / x.length
}

/** Independent windows that are worth as much as these: by block means, or by lag-1 correlation where blocks are few. */
function effectiveWindows(relative: Float64Array, variance: number, { block, days }: QuietWindows): number {
  const count = relative.length
  const clamp = (windows: number): number => Math.max(1.5, Math.min(windows, windowsPerDayMax * days))
  if (variance === 0) return clamp(count)
  if (count < 8 * block) {
    const correlation = Math.max(0, lagOne(relative) / variance)
    return clamp((count * (1 - correlation)) / (1 + correlation))
  }
  return clamp(count / Math.max(1, (block * varianceOfBlocks(relative, block)) / variance))
}

function lagOne(values: Float64Array): number {
  const center = mean(values)
  let sum = 0
  for (let index = 1; index < values.length; index++) sum += ((values[index] as number) - center) * ((values[index - 1] as number) - center)
  return sum / values.length
}

function varianceOfBlocks(values: Float64Array, block: number): number {
  const center = mean(values)
  const blocks = Math.floor(values.length / block)
  let squares = 0
  for (let index = 0; index < blocks; index++) squares += (mean(values.subarray(index * block, (index + 1) * block)) - center) ** 2
  return squares / (blocks - 1)
}

/** Of rows taken as independent: nothing is known of how quiet windows stray. */
export const independentNoise: Noise = { a: 1, b: 0, windows: 1e9, share: 1 }

/** From mean nu and variance nu²·s² of T/phi; a short history is distrusted: all excess in one direction. */
function shareInOneDirection(phi: number, variance: number, windows: number, nu: number): number {
  if (nu <= 1 || phi <= 1) return 1
  const solved = nu * Math.sqrt(Math.max(0, variance / 2 - 1 / nu) / (1 - 1 / nu))
  const distrusted = (nu * (phi - 1)) / phi / (1 + windows / 30)
  return Math.min(1, (Math.max(solved, distrusted) * phi) / (nu * (phi - 1)))
}

/** Dispersion at n rows; never below 1, the dispersion of independent rows, nor below what lasts. */
export const dispersionAt = (noise: Noise, n: number): number => Math.max(1 + (noise.lasting ?? 0) * n, noise.a + noise.b * n)

/**
 * Noise of a length that has no quiet windows yet, bounded by that of a shorter one: all its excess is taken as
 * lasting, so that the variance of the longer window is not below that of the shorter.
 *
 * @param n  typical rows of a window of the shorter length
 */
export function boundNoise(shorter: Noise, n: number, nu: number): Noise {
  const uncertain = 1 + 1.3 * Math.sqrt(2 / (shorter.windows * nu))
  // A dispersion below 1 is a measured one, not yet the 1 that judging takes at least.
  const phi = shorter.lasting ? dispersionAt(shorter, n) : shorter.a + shorter.b * n
  const slope = Math.max(0, phi * uncertain - 1) / n
  return { a: 1, b: slope, windows: shorter.windows, share: 1 }
}
/** Standard deviations of a mean of chi-squares; one iid series in fifteen shows more. */
const chance = 1.5

/**
 * Takes off of the excess what independent rows show of it by chance, 1.5 · √(2 / (nu · windows)): on the first day 24 hours teach a
 * dispersion of up to 2 to one iid series in a hundred, and all of it would be doubled and paid for as an estimate. What is tolerated stays in the threshold,
 * and is more than an excess as small. Not of the law; measured by the benchmark of quiet streams (decision 8).
 *
 * @param judgedN  rows of the windows that taught the noise, in the mean
 * @param count    how many windows taught it
 */
export function beyondChance(noise: Noise, judgedN: number, { nu, count }: { readonly nu: number; readonly count: number }): Noise {
  const excess = noise.a + noise.b * judgedN - 1
  return excess > 0 ? scaled(noise, Math.max(0, excess - chance * Math.sqrt(2 / (nu * count))) / excess) : noise
}

/** Multiplies all that goes beyond independent rows. */
const scaled = ({ a, b, lasting, ...noise }: Noise, factor: number): Noise => ({
  ...noise,
  a: 1 + factor * (a - 1),
  b: factor * b,
  ...(lasting ? { lasting: factor * lasting } : {}),
})

/** Doubles the excess: on the first day the residuals come from the very sample that taught the reference. */
export const inSample = (noise: Noise): Noise => scaled(noise, 2)
