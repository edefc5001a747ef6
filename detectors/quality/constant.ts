import { type CategorySummary, type Deciding, type Decision, defineDetector, type NumericSummary, noSettings, type Tally } from '../../contract/index.ts'
import { nothing } from '../calibration/counts.ts'
import { measured } from '../cells/measured.ts'
import { type ColumnSummary, presentRows, presentWeight, sizesOf } from '../cells/present.ts'
import { normal } from '../math/normal.ts'
import { wilson } from '../math/proportion.ts'
import { allAlike } from '../math/run-length.ts'

/** What is learned: the largest share that one value may have, and a grid on which constancy can be added up. */
interface Learned {
  readonly share: number
  readonly center: number
  readonly scale: number
}

/** Upper 95 % end of the share of the most frequent value; on a grid of its cell, which is no less. */
function largestShare(summary: ColumnSummary): number {
  const rows = presentRows(summary)
  const weight = presentWeight(summary)
  if (rows === 0 || weight === 0) return 1
  let largest = 0
  for (const count of summary.kind === 'category' ? summary.counts.values() : summary.cells.counts) largest = Math.max(largest, count)
  return wilson((largest / weight) * rows, rows).high
}

function learn(baseline: ColumnSummary): Learned {
  const grid = baseline.kind === 'numeric' ? { center: baseline.center, scale: baseline.scale } : { center: 0, scale: 1 }
  return { share: largestShare(baseline), ...grid }
}

/** Two numbers of ten bits that a text always has: equal sums of squares tell equal texts, and whole numbers add up without rounding. */
function fingerprint(text: string): readonly [number, number] {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return [(mixed >>> 22) & 1023, (mixed >>> 12) & 1023]
}

/** [rows, Σw, Σwa, Σwa², Σwb, Σwb²], whose variances are 0 for one value only. */
const tallyOf = (learned: Learned, window: ColumnSummary): Tally => (window.kind === 'category' ? categoryTally(window) : numericTally(learned, window))

function categoryTally(window: CategorySummary): Tally {
  const tally = new Float64Array(6)
  tally[0] = presentRows(window)
  for (const [key, weight] of window.counts) add(tally, weight, fingerprint(key))
  // Values that are not listed are at least not the listed one.
  if (window.rest > 0) add(tally, window.rest, [-1, -1])
  return tally
}

function numericTally({ center, scale }: Learned, window: NumericSummary): Tally {
  const [weight, sum, squares] = window.moments
  const shift = (window.center - center) / scale
  const ratio = window.scale / scale
  const ends = Float64Array.of(
    presentRows(window),
    weight,
    0,
    0,
    ratio * sum + shift * weight,
    ratio ** 2 * squares + 2 * ratio * shift * sum + shift ** 2 * weight,
  )
  const each = window.n > 0 ? window.weight / window.n : 1
  // The infinities are values of their own, beyond any that a finite row can have in the first number.
  add(ends, window.pinf * each, [1, 0], false)
  add(ends, window.ninf * each, [-1, 0], false)
  return ends
}

function add(tally: Tally, weight: number, [a, b]: readonly [number, number], second = true): void {
  const parts = second ? [weight, weight * a, weight * a * a, weight * b, weight * b * b] : [weight, weight * a, weight * a * a, 0, 0]
  for (const [at, part] of parts.entries()) tally[at + 1] = (tally[at + 1] ?? 0) + part
}

/** Does a weighted sum of squares hold no variance but that of rounding? */
const flat = (weight: number, sum: number, squares: number): boolean => weight * squares - sum * sum <= 1e-10 * (weight * squares + weight * weight)

const isOneValue = ([rows = 0, weight = 0, a = 0, a2 = 0, b = 0, b2 = 0]: Tally): boolean => rows > 0 && flat(weight, a, a2) && flat(weight, b, b2)

const isConstant = (summary: ColumnSummary): boolean => {
  if (summary.kind === 'category') return summary.distinct === 1 && summary.rest === 0
  const { lo, hi, pinf, ninf } = summary
  const ways = (Number.isNaN(lo) ? 0 : lo === hi ? 1 : 2) + (pinf > 0 ? 1 : 0) + (ninf > 0 ? 1 : 0)
  return ways === 1
}

/** T is the chi-square of that chance, and v makes √(T·v) 1: what could be seen of a column that does not vary today. */
function decide({ share }: Learned, reference: Tally, window: Tally): Decision {
  const [n = 0] = window
  const [baselineN = 0] = reference
  if (n === 0 || baselineN === 0) return nothing
  const said = { nu: 1, n, baselineN }
  if (isOneValue(reference)) return { ...said, T: 0, v: 0, value: 0 }
  const statistic = normal.upperQuantile(allAlike(share, n) / 2) ** 2
  const one = isOneValue(window)
  return { ...said, T: one ? statistic : 0, v: 1 / Math.max(1e-6, statistic), value: one ? 1 : 0 }
}

const deciding: Deciding<'numeric' | 'category', Learned> = {
  frame: learn,
  tally: tallyOf,
  decide: (learned, reference, window) => decide(learned, reference, window),
  matters: () => 0,
  limit: () => 1,
  exact: false,
  group: 'columns',
}

/**
 * Whether a column that used to vary has one value only.
 *
 *   constant = 1 if there is one distinct present value, else 0;  p = p_max ^ n
 *
 * p_max is the upper 95 % end of the largest share that a value had in the baseline, n the rows with a value. Where the baseline had one value
 * too nothing is new: 0 with the note `constant-baseline`, and any other value is for `quality/range` and `quality/unseen`.
 * Unit: 1 or 0.
 * Source: chance of n equal draws; there is no other law to learn.
 */
export default defineDetector({
  name: 'quality/constant',
  summary: 'A column that used to vary has one value only',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output'],
  unit: '1',
  wording: { happened: 'stuck at one value' },
  settings: noSettings,
  read(baseline, window) {
    const sizes = sizesOf(baseline, window)
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    if (isConstant(baseline)) return measured(sizes, { value: 0, low: 0, high: 0, pValue: 1, notes: ['constant-baseline'] })
    const value = isConstant(window) ? 1 : 0
    return measured(sizes, { value, low: value, high: value, pValue: value === 1 ? allAlike(largestShare(baseline), sizes.n) : 1 })
  },
  deciding,
})
