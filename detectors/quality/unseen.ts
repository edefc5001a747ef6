import { type CategorySummary, defineDetector } from '../../contract/index.ts'
import { presentRows, presentWeight } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'
import { isListed } from '../rates/sorted-list.ts'

/** Values that the baseline has, and the share of rows with a new one that its own single occurrences foretell. */
interface Vocabulary {
  /** Ascending. */
  readonly known: readonly string[]
  readonly expected: number
}

/** Values that are remembered; of more, the most frequent, and the others count as unknown on both sides. */
const knownMax = 10_000

const singletons = ({ counts, weight, n }: CategorySummary): number => {
  const one = n > 0 ? weight / n : 1
  return [...counts.values()].filter(count => count <= one).length
}

function vocabularyOf(baseline: CategorySummary): Vocabulary {
  const ranked = [...baseline.counts].sort(([keyA, a], [keyB, b]) => b - a || (keyA < keyB ? -1 : 1))
  const known = ranked.slice(0, knownMax).map(([key]) => key)
  return { known: known.sort(), expected: singletons(baseline) / Math.max(1, presentRows(baseline)) }
}

/** Values that are not known, of those that are listed. */
const strangers = ({ known }: Vocabulary, { counts }: CategorySummary): (readonly [string, number])[] => [...counts].filter(([key]) => !isListed(known, key))

/** Rows whose value is not known; in rows also where cells are weights. */
function unseen({ known }: Vocabulary, window: CategorySummary): number {
  const weight = presentWeight(window)
  if (weight === 0) return 0
  let seen = 0
  for (const [key, count] of window.counts) if (isListed(known, key)) seen += count
  return Math.max(0, weight - seen) * (presentRows(window) / weight)
}

/**
 * Share of the values that the baseline never had.
 *
 *   unseen = rows with an unknown value ÷ rows with a value
 *
 * A baseline in which f₁ values occur once expects f₁ ÷ N of fresh rows to bring a new one. Null is not unseen; case and spaces matter.
 * Unit: share of values, 0 to 1.
 * Source: Good (1953), The population frequencies of species, Biometrika 40.
 */
export default defineDetector({
  name: 'quality/unseen',
  summary: 'Share of values that the baseline never had',
  reads: ['category'],
  roles: ['feature', 'class', 'output', 'segment', 'context'],
  unit: 'share',
  wording: { happened: 'new values' },
  settings: limitSettings('values that the baseline never had'),
  read(baseline, window, { limit }) {
    const vocabulary = vocabularyOf(baseline)
    const baselineN = presentRows(baseline)
    const counts = { hits: unseen(vocabulary, window), rows: presentRows(window), baselineN, limit }
    return measureRate(counts, learnedFrom(singletons(baseline), baselineN))
  },
  deciding: {
    ...rateDeciding<'category', Vocabulary>({ frame: vocabularyOf, hits: unseen, rows: presentRows, exact: false, expected: ({ expected }) => expected }),
    blamed: strangers,
  },
})
