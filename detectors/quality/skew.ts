import { type Deciding, defineDetector, type PairsSummary } from '../../contract/index.ts'
import { mcnemar, pairedT } from '../cells/paired.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { type Limited, rateDeciding } from '../rates/rate-deciding.ts'

/** Share of mismatches that is allowed unless somebody says how many. */
const limit = 0.001

/** What the mismatches look like: flips of a flag, or differences around a mean. */
function biasNotes({ mismatched, differences: [sum, squares, n], discordant: [served, trained] }: PairsSummary): string[] {
  if (mismatched === 0) return []
  if (served + trained === mismatched) return [`${served} true only when served, ${trained} only when trained (p ${mcnemar(served, trained).toPrecision(2)})`]
  const test = pairedT(sum, squares, n)
  return test ? [`served − trained ${test.mean.toPrecision(4)} on average (p ${test.p.toPrecision(2)})`] : []
}

const deciding: Deciding<'pairs', unknown, Limited> = rateDeciding<'pairs', null>({
  frame: () => null,
  hits: (_, { mismatched }) => mismatched,
  rows: ({ n }) => n,
  exact: true,
  limit,
})

/**
 * Share of pairs in which the value served is not the value trained on, paired by entity.
 *
 *   skew = mismatched pairs ÷ pairs;  equal: |served − trained| ≤ 1e-9 + 1e-6 · |trained|, texts exactly, NaN = NaN, null = null, +∞ = +∞
 *
 * A rule (0.1 % of the pairs unless stated), judged from the window alone: the baseline is the other half of each pair. Notes tell the mean difference with its
 * paired t, or McNemar's test of a flag. An entity or a value that one side lacks is unpaired: a note.
 * Unit: share of pairs, 0 to 1.
 * Source: McNemar (1947), Psychometrika 12; feature skew as in TensorFlow Data Validation.
 */
export default defineDetector({
  name: 'quality/skew',
  summary: 'Share of values served that are not those trained on',
  reads: ['pairs'],
  roles: ['feature', 'context'],
  unit: 'share',
  wording: { happened: 'unlike its training value' },
  settings: limitSettings('pairs that do not match', limit),
  read(baseline, window, settings) {
    const counts = { hits: window.mismatched, rows: window.n, baselineN: baseline.n, limit: settings.limit }
    const measure = measureRate(counts, learnedFrom(baseline.mismatched, baseline.n))
    const unpaired = window.unpaired > 0 ? [`${window.unpaired} unpaired`] : []
    return { ...measure, notes: [...measure.notes, ...biasNotes(window), ...unpaired] }
  },
  deciding,
})
