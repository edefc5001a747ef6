import { Type } from 'typebox'
import { type Deciding, type Decision, defineDetector, detectorNames, type Tally, type VolumeSummary } from '../../contract/index.ts'
import { countsStatistic } from '../calibration/shown.ts'
import { measured } from '../cells/measured.ts'
import { poissonUpperTail } from '../math/counts.ts'
import { normal, z95 } from '../math/normal.ts'

/** Below this many expected rows the Poisson law is summed exactly. */
const exactRowsMax = 50

/** Rows that the reference foretells for as many slots as the window has; NaN without a reference. */
const expectedOf = (baseline: VolumeSummary, window: VolumeSummary): number => (baseline.slots > 0 ? (baseline.n / baseline.slots) * window.slots : Number.NaN)

/** Two-sided p of `rows` where `expected` were: exact by doubling the smaller tail, or Anscombe's z. */
function volumeP(rows: number, expected: number, dispersion: number): number {
  if (expected === 0) return rows === 0 ? 1 : 1e-300
  if (dispersion === 1 && expected < exactRowsMax) {
    return Math.max(1e-300, Math.min(1, 2 * Math.min(poissonUpperTail(rows, expected), 1 - poissonUpperTail(rows + 1, expected))))
  }
  const z = (2 * (Math.sqrt(rows + 3 / 8) - Math.sqrt(expected + 3 / 8))) / Math.sqrt(dispersion)
  return Math.max(1e-300, 2 * normal.upperTail(Math.abs(z)))
}

/** Log-likelihood ratio of two Poisson rates, with their slots: G of the rows split between the two sides. */
function decideVolume([N = 0, S = 0]: Tally, [n = 0, s = 0]: Tally): Decision {
  const expected = S > 0 ? (N * s) / S : 0
  if (expected === 0) return { T: 0, v: 0, nu: 1, n: 0, baselineN: N, value: null }
  const ratio = n / expected
  const shown = { value: ratio, reference: 1, perUnit: 1, scale: 'counts', range: [0, Number.POSITIVE_INFINITY] } as const
  return { T: countsStatistic(ratio, expected, N), v: 1 / expected + 1 / N, nu: 1, n: expected, baselineN: N, value: ratio - 1, shown }
}

const deciding: Deciding<'volume', null> = {
  frame: () => null,
  tally: (_, { n, slots }) => Float64Array.of(n, slots),
  decide: (_, reference, window) => decideVolume(reference, window),
  matters: () => 0.2,
  limit: () => 0.7,
  exact: true,
  group: 'columns',
}

/**
 * Rows for each row that was expected.
 *
 *   volume = rows ÷ (the reference's rows per slot of 5 minutes × slots of the window)
 *
 * The tally is [rows, slots]: slots without a row count, so they must be in the timeline. Decides by the likelihood ratio of two Poisson rates;
 * that traffic strays more than Poisson is learned as noise, and a reference of the same hours makes it seasonal. As n stands what was expected,
 * so that silence is judged. p: Anscombe's z, exact below 50 expected rows. Null where nothing was expected.
 * Unit: ratio; 1 is as expected. Judged as a relative change.
 * Source: Anscombe (1948), The transformation of Poisson, binomial and negative-binomial data, Biometrika 35.
 */
export default defineDetector({
  name: detectorNames.volume,
  summary: 'Rows for each row that was expected',
  reads: ['volume'],
  roles: [],
  unit: 'ratio',
  wording: { metric: 'traffic', unit: 'share', after: ' of what was expected' },
  settings: Type.Object(
    {
      dispersion: Type.Number({
        default: 1,
        minimum: 1,
        maximum: 1e9,
        description: 'Variance of the rows of a window for that of a Poisson law, for p and interval',
      }),
    },
    { additionalProperties: false },
  ),
  read(baseline, window, { dispersion }) {
    const sizes = { n: window.n, nEff: window.n, baselineN: baseline.n }
    const expected = expectedOf(baseline, window)
    if (!(expected > 0)) return measured(sizes, { pValue: expected === 0 ? volumeP(window.n, 0, dispersion) : null })
    const reach = (z95 * Math.sqrt(dispersion)) / 2
    const at = (shift: number) => Math.max(0, Math.max(0, Math.sqrt(window.n + 3 / 8) + shift) ** 2 - 3 / 8) / expected
    const value = window.n / expected
    return measured(sizes, { value, low: Math.min(value, at(-reach)), high: at(reach), pValue: volumeP(window.n, expected, dispersion) })
  },
  deciding,
})
