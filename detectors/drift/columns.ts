import { Type } from 'typebox'
import { defineDetector } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'
import { cauchyCombined } from '../math/combined.ts'
import { adjust } from '../math/multiplicity.ts'

const settings = Type.Object(
  {
    alpha: Type.Number({ default: 0.05, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'A column has drifted when its adjusted p is at most this' }),
    method: Type.Enum(['holm', 'bonferroni', 'bh', 'by'], { default: 'holm', description: 'How p-values are adjusted for their number' }),
  },
  { additionalProperties: false },
)

/** Columns are named up to here. */
const namedMax = 10

/**
 * Share of the columns that have drifted.
 *
 *   columns = columns whose adjusted p is at most alpha ÷ columns that have a p
 *
 * It reads what another detector said of each column, not rows. Notes name the drifted columns. p is of "any of them", by Cauchy's combination, which
 * holds however the columns depend on each other; a binomial of the share would not.
 * Unit: share of columns, 0 to 1. Shown, does not decide.
 * Source: Holm (1979); Benjamini and Hochberg (1995); Liu and Xie (2020), Cauchy combination test, JASA 115.
 */
export default defineDetector({
  name: 'drift/columns',
  summary: 'Share of the columns that have drifted',
  reads: ['columns'],
  roles: [],
  unit: 'share',
  settings,
  read(baseline, window, { alpha, method }) {
    const sizes = { n: window.n, nEff: window.n, baselineN: baseline.n }
    const said = [...window.columns].flatMap(([name, { pValue }]) => (pValue === null ? [] : [{ name, pValue }])).sort((a, b) => (a.name < b.name ? -1 : 1))
    if (said.length === 0) return measured(sizes, {})
    const pValues = said.map(({ pValue }) => pValue)
    const adjusted = adjust(pValues, method)
    const drifted = said.filter((_, at) => (adjusted[at] ?? 1) <= alpha)
    const more = drifted.length > namedMax ? [`and ${drifted.length - namedMax} more`] : []
    return measured(sizes, {
      value: drifted.length / said.length,
      pValue: Math.max(1e-300, cauchyCombined(pValues)),
      notes: [...drifted.slice(0, namedMax).map(({ name }) => name), ...more],
    })
  },
})
