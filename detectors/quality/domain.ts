import { Type } from 'typebox'
import { type CategorySummary, defineDetector, type NumericSummary } from '../../contract/index.ts'
import { type ColumnSummary, presentRows, presentWeight } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSetting } from '../rates/limit-setting.ts'
import { beyond, type Range, rangeOf } from '../rates/outside.ts'
import { rateDeciding } from '../rates/rate-deciding.ts'
import { isListed } from '../rates/sorted-list.ts'

const valuesMax = 10_000
/** Share of rows outside that is allowed unless somebody says how many. */
const limit = 0.001
const orNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { default: null, description })

const Settings = Type.Object(
  {
    limit: limitSetting('values outside the domain', limit),
    values: Type.Union([Type.Array(Type.String(), { maxItems: valuesMax }), Type.Null()], {
      default: null,
      description: 'Closed vocabulary of a category; null takes the values of the baseline',
    }),
    minimum: orNull('Smallest number that is allowed, in the unit of the column; null is no bound'),
    maximum: orNull('Largest number that is allowed, in the unit of the column; null is no bound'),
  },
  { additionalProperties: false },
)

interface Wanted {
  readonly limit: number | null
  readonly values: readonly string[] | null
  readonly minimum: number | null
  readonly maximum: number | null
}

/** A vocabulary, sorted, or a range. */
type Domain = { readonly values: readonly string[] } | { readonly range: Range }

const unstated: Wanted = { limit, values: null, minimum: null, maximum: null }

function domainOf(baseline: ColumnSummary, { values, minimum, maximum }: Wanted): Domain {
  if (baseline.kind === 'category') return { values: [...(values ?? mostFrequent(baseline))].sort() }
  const stated = minimum !== null || maximum !== null
  return { range: stated ? { low: minimum, high: maximum } : rangeOf(baseline) }
}

const mostFrequent = ({ counts }: CategorySummary): string[] =>
  [...counts]
    .sort(([keyA, a], [keyB, b]) => b - a || (keyA < keyB ? -1 : 1))
    .slice(0, valuesMax)
    .map(([key]) => key)

/** Rows outside; values that a pane does not list are. */
function strangers(domain: Domain, window: ColumnSummary): number {
  if (window.kind === 'numeric') return 'range' in domain ? beyondDomain(domain.range, window) : 0
  const weight = presentWeight(window)
  if (weight === 0 || !('values' in domain)) return 0
  let outside = window.rest
  for (const [key, count] of window.counts) if (!isListed(domain.values, key)) outside += count
  return outside * (presentRows(window) / weight)
}

/** An infinity is outside only where there is a bound on its side, or none at all. */
function beyondDomain({ low, high }: Range, window: NumericSummary): number {
  const inside = (low === null && high !== null ? window.ninf : 0) + (high === null && low !== null ? window.pinf : 0)
  return beyond({ low, high }, window) - inside
}

/**
 * Share of the values outside a stated domain: a closed vocabulary, or a range.
 *
 *   domain = values outside ÷ values;  broken when more than `limit` with 97.5 % confidence, or any where the limit is 0
 *
 * A rule that a person (or a constraint of the baseline) states: nothing is learned, so one row can be enough. Without a stated domain it is the
 * baseline's values or range. Bounds are inside; null is not outside. On grid cells a lower bound.
 * By role it applies to no column: only where a domain is stated.
 * Unit: share of values, 0 to 1.
 * Source: Clopper and Pearson (1934), The use of confidence or fiducial limits, Biometrika 26.
 */
export default defineDetector({
  name: 'quality/domain',
  summary: 'Share of values outside a stated vocabulary or range',
  reads: ['numeric', 'category'],
  roles: [],
  unit: 'share',
  wording: { happened: 'outside the domain' },
  settings: Settings,
  read(baseline, window, settings) {
    const domain = domainOf(baseline, settings)
    const baselineN = presentRows(baseline)
    const counts = { hits: strangers(domain, window), rows: presentRows(window), baselineN, limit: settings.limit }
    return measureRate(counts, learnedFrom(strangers(domain, baseline), baselineN))
  },
  deciding: rateDeciding<'numeric' | 'category', Domain, Wanted>({
    frame: (baseline, settings) => domainOf(baseline, settings ?? unstated),
    hits: strangers,
    rows: presentRows,
    exact: false,
    limit,
  }),
})
