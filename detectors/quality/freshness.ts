import { defineDetector, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { quantileOf } from '../summaries/cells.ts'

const pMin = 1e-300
/** Longer than a pause ever is: so many times the pause that one in a thousand exceeds. */
const rare = { share: 0.999, factor: 1.5 }

/**
 * Seconds since the newest event.
 *
 *   freshness = now − newest event time;  p = exp(−λ · gap), λ = rows of the baseline per second
 *
 * Traffic that comes in bursts pauses longer than that law says; the note tells whether the gap is also beyond 1.5 times the 99.9 % quantile of
 * the baseline's own pauses. Events from more than a minute ahead are not fresh but `future`. Null where no row was ever seen or nobody says when now is.
 * Unit: seconds. Shown, does not decide: silence is judged by `quality/volume`.
 * Source: Poisson arrivals, whose gaps are exponential.
 */
export default defineDetector({
  name: 'quality/freshness',
  summary: 'Time since the newest event',
  reads: ['freshness'],
  roles: [],
  unit: 's',
  settings: noSettings,
  read(baseline, window) {
    const sizes = { n: window.n, nEff: window.n, baselineN: baseline.n }
    const value = window.gapSeconds
    if (value === null) return measured(sizes, {})
    const rate = baseline.spanSeconds > 0 ? baseline.n / baseline.spanSeconds : 0
    const longest = rare.factor * quantileOf(baseline.pauses, rare.share)
    const notes = [
      ...(value > longest ? [`beyond ${rare.factor} times the longest of a thousand pauses, ${longest.toPrecision(3)} s`] : []),
      ...(window.future > 0 ? [`${window.future} events from the future`] : []),
    ]
    return measured(sizes, { value, low: value, high: value, pValue: rate > 0 ? Math.max(pMin, Math.exp(-rate * value)) : null, notes })
  },
})
