import { defineDetector, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { normal } from '../math/normal.ts'
import { longestRunUpperTail } from '../math/run-length.ts'

const z95Upper = normal.upperQuantile(0.05)
const pMin = 1e-300
const shownCharacters = 40

/** Upper 95 % end of Σp² learned from N rows; Σp³ is at most (Σp²)^1.5. */
const repeatUpper = (repeat: number, N: number): number => Math.min(1, repeat + z95Upper * Math.sqrt(Math.max(0, 4 * (repeat ** 1.5 - repeat ** 2)) / N))

/**
 * Length of the longest run of one value, in the order of event time.
 *
 *   stuck = rows of the longest run;  P(L ≥ r) by the exact run-length law with repeat chance p = Σ pᵢ² of the baseline (upper 95 % end)
 *
 * A null breaks a run. The law takes rows as independent: a column that follows the clock repeats by nature, and its p is too small.
 * Unit: rows. Shown, does not decide.
 * Source: Feller (1968), An introduction to probability theory, vol. 1, XIII.7.
 */
export default defineDetector({
  name: 'quality/stuck',
  summary: 'Longest run of one value, in the order of event time',
  reads: ['runs'],
  roles: ['feature', 'score', 'class', 'output'],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = { n: window.present, nEff: window.present, baselineN: baseline.present }
    if (window.present === 0 || baseline.present === 0) return measured(sizes, {})
    const pValue = Math.max(pMin, Math.min(1, longestRunUpperTail(window.longest, window.present, repeatUpper(baseline.repeat, baseline.present))))
    const value = window.longest
    return measured(sizes, { value, low: value, high: value, pValue, notes: [`of ${JSON.stringify(window.value.slice(0, shownCharacters))}`] })
  },
})
