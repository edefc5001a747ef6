import { type Deciding, defineDetector, type RowsSummary, type Tally } from '../../contract/index.ts'
import { decideRate, rateLimit, rateMatters } from '../calibration/rate.ts'
import { decideRule } from '../calibration/rule.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import type { Limited } from '../rates/rate-deciding.ts'

const repeated = ({ n, distinct }: RowsSummary): number => n - distinct

/** [repeated rows, rows, pairs of alike rows, pairs of all rows]. */
const tallyOf = (window: RowsSummary): Tally => Float64Array.of(repeated(window), window.n, window.pairs, window.possible)

/** Share of repeated rows that chance makes: M = 1 / λ equally likely rows, n of them drawn: 1 − M(1 − e^(−n/M)) / n. */
function natural(chance: number, rows: number): number {
  const x = chance * rows
  return x < 1e-6 ? x / 2 : 1 + Math.expm1(-x) / x
}

/** Share to expect of a window: what chance makes of so many rows, and what the reference has beyond chance. */
function expectedShare([hits = 0, rows = 0, pairs = 0, possible = 0]: Tally, [, windowRows = 0, , windowPossible = 0]: Tally): number {
  if (rows === 0) return 0
  const chance = possible > 0 ? pairs / possible : 0
  const ours = natural(chance, windowRows > 0 ? windowPossible / windowRows : 0)
  return Math.min(1, ours + Math.max(0, hits / rows - natural(chance, possible / rows)))
}

const deciding: Deciding<'rows', { readonly limit: number | null }, Limited> = {
  frame: (_, settings) => ({ limit: settings?.limit ?? null }),
  tally: (_, window) => tallyOf(window),
  decide({ limit }, reference, window, floorFactor) {
    const [hits = 0, rows = 0] = window
    const baselineRows = reference[1] ?? 0
    const counts = { hits, rows, baselineHits: expectedShare(reference, window) * baselineRows, baselineRows }
    return limit === null ? decideRate(counts, { twoSided: false, floorFactor }) : decideRule(counts, limit)
  },
  matters: rateMatters,
  limit: rateLimit,
  exact: true,
  group: 'columns',
}

/**
 * Share of the rows that are there already, feature by feature.
 *
 *   duplicates = 1 − distinct rows ÷ rows
 *
 * Rows of few possible values are alike by chance, and the more the more rows there are; so the baseline's share is taken apart into what its rate
 * of alike pairs λ explains, 1 − (1 − e^(−λn)) / (λn), and a rest that does not grow. Identifiers, times and outputs are no features. −0 is 0;
 * a null is like a null. Merged windows know only the repeats within each.
 * Unit: share of rows, 0 to 1. One row has none.
 * Source: Good (1953), The population frequencies of species (Σp² as the chance of a pair), Biometrika 40.
 */
export default defineDetector({
  name: 'quality/duplicates',
  summary: 'Share of rows that are there already',
  reads: ['rows'],
  roles: [],
  unit: 'share',
  wording: { happened: 'duplicated rows' },
  settings: limitSettings('rows that are there already'),
  read(baseline, window, { limit }) {
    const expected = expectedShare(tallyOf(baseline), tallyOf(window)) * baseline.n
    return measureRate({ hits: repeated(window), rows: window.n, baselineN: baseline.n, limit }, learnedFrom(Math.min(baseline.n, expected), baseline.n))
  },
  deciding,
})
