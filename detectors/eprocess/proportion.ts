import { type Static, Type } from 'typebox'
import { defineSequential, Failure } from '../../contract/index.ts'
import { lowerBeta } from '../math/beta.ts'
import { logGamma } from '../math/gamma.ts'
import { againstMean, meanNumbers, meanSettings } from '../sequential/learned-mean.ts'

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 1e-4, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Chance of ever alarming while the share is well' }),
    sides: Type.Union([Type.Literal('up'), Type.Literal('both')], { default: 'up', description: 'both: against exactly this share, which must be stated' }),
    prior: Type.Tuple([Type.Number({ exclusiveMinimum: 0 }), Type.Number({ exclusiveMinimum: 0 })], {
      default: [0.5, 0.5],
      description: 'Beta law of the share after a change: ones, zeros',
    }),
    ...meanSettings,
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface Counts {
  readonly ones: number
  readonly zeros: number
}
type Prior = readonly [number, number]

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)
/** P(Beta(a, b) > x), by the mirrored lower tail so that it keeps its digits. */
const upperBeta = (x: number, a: number, b: number): number => lowerBeta(1 - x, b, a)

/** ln E against a share: of both sides, and of shares above only. */
export function logEvidence({ ones, zeros }: Counts, share: number, [a, b]: Prior): { readonly both: number; readonly up: number } {
  if (ones + zeros === 0) return { both: 0, up: 0 }
  const both = logBeta(a + ones, b + zeros) - logBeta(a, b) - ones * Math.log(share) - zeros * Math.log1p(-share)
  const above = Math.max(Number.MIN_VALUE, upperBeta(share, a + ones, b + zeros))
  return { both, up: both + Math.log(above) - Math.log(upperBeta(share, a, b)) }
}

const betting = againstMean({
  start: ({ sides, mean }: Settings): Counts => {
    if (sides === 'both' && mean === null)
      throw new Failure('CONFIG', 'eprocess/proportion: both sides need a stated mean, because a learned one is safe on one side only')
    return { ones: 0, zeros: 0 }
  },
  fold(state: Counts, values, { mean, alpha, sides, prior }, raise) {
    const [a, b] = prior
    const threshold = -Math.log(alpha)
    const [logOne, logZero] = [Math.log(mean), Math.log1p(-mean)]
    // One-sided evidence never exceeds two-sided evidence by more than this, so the costly tail is worked out near the threshold only.
    const slack = sides === 'up' ? -Math.log(upperBeta(mean, a, b)) : 0
    let { ones, zeros } = state
    let both = logEvidence(state, mean, prior).both
    for (let index = 0; index < values.length; index++) {
      const hit = values[index] === 1
      both += hit ? Math.log((a + ones) / (a + b + ones + zeros)) - logOne : Math.log((b + zeros) / (a + b + ones + zeros)) - logZero
      if (hit) ones += 1
      else zeros += 1
      if (both + slack < threshold) continue
      const evidence = logEvidence({ ones, zeros }, mean, prior)
      both = evidence.both
      if (evidence[sides] < threshold) continue
      raise({ index, kind: 'drift', statistic: evidence[sides], threshold, direction: ones > mean * (ones + zeros) ? 'up' : 'down' })
      ;[ones, zeros, both] = [0, 0, 0]
    }
    return { ones, zeros }
  },
})

/**
 * e-process of a proportion: likelihood ratio of a Beta mixture of shares to the share that is still well.
 *
 *   E = B(a + s, b + f)/B(a, b) ÷ p₀^s(1 − p₀)^f; up: times P(Beta(a + s, b + f) > p₀)/P(Beta(a, b) > p₀); alarm when E ≥ 1/α, in ln
 *
 * May be looked at after every row: the chance that it ever alarms is at most α. Starts anew after an alarm. p₀ learned from the first rows is
 * their upper Wilson end at 2 standard errors, which fails to cover in about 2 of 100 streams. 0 after no row.
 * Source: Ville (1939); Robbins (1970), Statistical methods related to the law of the iterated logarithm, Annals of Mathematical Statistics 41.
 */
export default defineSequential({
  name: 'eprocess/proportion',
  summary: 'Evidence, valid at any time, that a share has risen',
  reads: 'bits',
  settings,
  presets: {},
  numbersMax: () => 2 + meanNumbers,
  ...betting,
  show: ({ mean, inner }, { sides, prior }) => {
    const logE = mean === null ? 0 : logEvidence(inner, mean, prior)[sides]
    return { mean, logE, e: Math.exp(Math.min(700, logE)), p: Math.min(1, Math.exp(-logE)) }
  },
})
