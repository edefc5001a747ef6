import { defineDetector, type EmbeddingSummary } from '../../contract/index.ts'
import { movedNote } from '../cells/beside.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'

const given = ({ n, nulls }: EmbeddingSummary): number => n - nulls
const unusable = ({ bad, wrongDimension, nonFinite, zero }: EmbeddingSummary): number => bad + wrongDimension + nonFinite + zero

function faults({ bad, wrongDimension, nonFinite, zero }: EmbeddingSummary): string[] {
  const named = [
    ['no vector', bad],
    ['of another dimension', wrongDimension],
    ['with a number that is not finite', nonFinite],
    ['zero', zero],
  ] as const
  return named.filter(([, rows]) => rows > 0).map(([fault, rows]) => `${rows} ${fault}`)
}

/**
 * Share of vectors that cannot be used: no vector at all, of another dimension, with a number that is not finite, or zero.
 *
 *   embedding = unusable vectors ÷ vectors that are not null
 *
 * Each is counted once, by the first of these that holds. Notes say where norms, or cosines to the centroid of the baseline, have moved (K–S).
 * Unit: share of vectors, 0 to 1. Shown, does not decide.
 * Source: beta-binomial predictive law, as `quality/missing`.
 */
export default defineDetector({
  name: 'quality/embedding',
  summary: 'Share of vectors of a wrong dimension, not finite or zero',
  reads: ['embedding'],
  roles: ['feature', 'output', 'context'],
  unit: 'share',
  settings: limitSettings('vectors that cannot be used'),
  read(baseline, window, { limit }) {
    const baselineN = given(baseline)
    const measure = measureRate({ hits: unusable(window), rows: given(window), baselineN, limit }, learnedFrom(unusable(baseline), baselineN))
    const moved = [...movedNote('norm', baseline.norms, window.norms), ...movedNote('cosine to the centroid', baseline.cosines, window.cosines)]
    return { ...measure, notes: [...measure.notes, ...faults(window), ...moved] }
  },
})
