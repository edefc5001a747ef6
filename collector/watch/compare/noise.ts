import type { Decision } from '../../../contract/index.ts'
import { boundNoise, dispersionAt, independentNoise, type Noise } from '../../../detectors/calibration/noise.ts'
import type { Learned } from '../judging/learn-day.ts'
import { type Length, lengths } from '../series.ts'

export interface ChosenNoise {
  readonly noise: Noise
  readonly note: string
}

const ascending: readonly Length[] = ['5m', '1h', '24h']

/**
 * Noise of a window of any length: that of its own length, else of the longest that is shorter, all of whose excess is then taken as lasting,
 * else of the shortest there is.
 *
 * @param paired  the reference is a window too, which strays as the current one does
 */
export function noiseFor(
  learned: Learned | null,
  decision: Decision,
  { windowMs, paired }: { readonly windowMs: number; readonly paired: boolean },
): ChosenNoise {
  const known = ascending.flatMap(length => {
    const noise = learned?.lengths.get(length)?.whole?.alarm.noise
    return noise ? [{ length, noise, ms: lengths[length].ms }] : []
  })
  const found = known.findLast(({ ms }) => ms <= windowMs) ?? known[0]
  if (!found) return { noise: independentNoise, note: 'rows taken as independent' }
  const { noise, ms } = found
  const own = ms >= windowMs ? noise : boundNoise(noise, (decision.n * ms) / windowMs, decision.nu)
  const note = ms === windowMs ? '' : `noise taken from windows of ${found.length}`
  return { noise: paired ? pairedNoise(own, decision) : own, note }
}

/** Of two windows: (φ(n)/n + φ(N)/N) ÷ (1/n + 1/N), as a dispersion that does not change with n. */
function pairedNoise(noise: Noise, { n, baselineN }: Decision): Noise {
  if (!(n > 0 && baselineN > 0)) return noise
  const strays = dispersionAt(noise, n) / n + dispersionAt(noise, baselineN) / baselineN
  return { ...noise, a: strays / (1 / n + 1 / baselineN), b: 0, lasting: 0 }
}
