import { type Detector, defaults, type Measure } from '../../contract/index.ts'
import { complaintOf } from '../watch/broken.ts'
import { type OwnSample, ownSamples } from './own-samples.ts'

/** One rule of the conformance suite; it throws, or says what is wrong. */
interface Rule {
  readonly name: string
  wrong(detector: Detector, sample: OwnSample): string | null
}

const text = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one))
const read = (detector: Detector, { baseline }: OwnSample, window: OwnSample['window']): Measure => detector.read(baseline, window, defaults(detector.settings))

function unsound(measure: Measure): string | null {
  const { value, low, high, pValue, n, nEff, baselineN, resolution, notes } = measure
  const strange = Object.entries({ value, low, high, pValue }).find(([, one]) => one !== null && !Number.isFinite(one))
  if (strange) return `${strange[0]} is ${String(strange[1])}; say a finite number, or null for what cannot be said`
  const missing = Object.entries({ n, nEff, baselineN, resolution }).find(([, one]) => !Number.isFinite(one))
  if (missing) return `${missing[0]} is ${String(missing[1])}; it must be a number`
  if ((pValue ?? 1) <= 0 || (pValue ?? 1) > 1) return `pValue is ${pValue}; it must be above 0, and at most 1`
  if (!Array.isArray(notes)) return 'notes must be a list of texts'
  return isInside(measure) ? null : 'value does not lie between low and high'
}

const isInside = ({ value, low, high }: Measure): boolean => value === null || ((low ?? value) <= value && value <= (high ?? value))

/** The cheap rules, in the order in which they help. */
const rules: readonly Rule[] = [
  { name: 'says finite numbers, or null', wrong: (detector, sample) => unsound(read(detector, sample, sample.window)) },
  {
    name: 'says nothing of a window without rows',
    wrong(detector, sample) {
      const measure = read(detector, sample, sample.empty)
      return unsound(measure) ?? (measure.value === null ? null : `value of no rows is ${measure.value}; it must be null`)
    },
  },
  {
    name: 'says the same of the same window',
    wrong: (detector, sample) =>
      text(read(detector, sample, sample.window)) === text(read(detector, sample, sample.window))
        ? null
        : 'two readings of the same window differ; it may use neither clock nor randomness nor what it remembers',
  },
  {
    name: 'leaves what it is given as it is',
    wrong(detector, sample) {
      const given = structuredClone(sample.window)
      read(detector, sample, given)
      return text(contentOf(given)) === text(contentOf(sample.window)) ? null : 'it changes the window that it reads'
    },
  },
  { name: 'adds up tallies as windows are merged, over a frame of plain JSON', wrong: tallyError },
  { name: 'decides with finite numbers', wrong: decisionError },
]

const contentOf = (summary: OwnSample['window']): unknown =>
  summary.kind === 'numeric' ? { ...summary, cells: [...summary.cells.counts] } : summary.kind === 'category' ? [...summary.counts] : summary

function tallyError({ deciding, settings }: Detector, { baseline, window, both, empty }: OwnSample): string | null {
  if (!deciding) return null
  const frame = deciding.frame(baseline, defaults(settings))
  const copy: unknown = JSON.parse(JSON.stringify(frame ?? null))
  const [a, b, sum, none] = [baseline, window, both, empty].map(one => deciding.tally(copy, one))
  if (!(a instanceof Float64Array && b instanceof Float64Array && sum && none)) return 'deciding.tally must return a Float64Array'
  if (a.length !== none.length || a.length !== b.length) return 'the length of a tally must depend on the frame alone'
  const wrong = sum.findIndex((entry, at) => !(Math.abs(entry - (a[at] ?? 0) - (b[at] ?? 0)) <= 1e-6 * Math.max(1, Math.abs(entry))))
  return wrong < 0 ? null : `entry ${wrong} of the tally of two windows together is not the sum of theirs`
}

function decisionError({ deciding, settings }: Detector, { baseline, window, empty }: OwnSample): string | null {
  if (!deciding) return null
  const frame = deciding.frame(baseline, defaults(settings))
  const reference = deciding.tally(frame, baseline)
  for (const one of [baseline, window, empty]) {
    const { T, v, nu, n, value } = deciding.decide(frame, reference, deciding.tally(frame, one), 1)
    const strange = Object.entries({ T, v, nu, n }).find(([, number]) => !(number >= 0 && Number.isFinite(number)))
    if (strange) return `${strange[0]} of a decision is ${String(strange[1])}; it must be finite and not negative`
    if (value !== null && !Number.isFinite(value)) return `value of a decision is ${value}; say null for what cannot be said`
  }
  return [deciding.matters(0), deciding.limit(0)].every(Number.isFinite) ? null : 'matters and limit must be finite numbers'
}

/** One rule on one kind of summary, and what is wrong; null where it holds. */
export interface Checked {
  readonly rule: string
  readonly wrong: string | null
}

/** Tries a detector on samples of all that it reads; what it throws is what is wrong. */
export function checkConduct(detector: Detector): Checked[] {
  return detector.reads.flatMap(kind => {
    const sample = ownSamples.get(kind)
    return sample ? rules.map(rule => ({ rule: `${kind}: ${rule.name}`, wrong: complaint(rule, detector, sample) })) : []
  })
}

function complaint(rule: Rule, detector: Detector, sample: OwnSample): string | null {
  try {
    return rule.wrong(detector, sample)
  } catch (error) {
    return `it throws: ${complaintOf(error)}`
  }
}
