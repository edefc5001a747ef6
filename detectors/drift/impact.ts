import { defineDetector, noSettings } from '../../contract/index.ts'
import { measured } from '../cells/measured.ts'

/** Columns are named up to here. */
const namedMax = 10

/** Drift of a column times how much the model leans on it. */
const impactOf = (drift: number, attribution: number): number => Math.abs(drift * attribution)

/**
 * Which drift matters most to the model: the largest product of a column's drift and its mean absolute attribution.
 *
 *   impact = max |drift · mean |attribution||
 *
 * For sorting only: there is no law of it. Notes list the columns, largest first. Null where no column has both.
 * Unit: that of the drift times that of the model's output. Shown, does not decide.
 * Source: definition.
 */
export default defineDetector({
  name: 'drift/impact',
  summary: 'Largest product of the drift of a column and how much the model leans on it',
  reads: ['columns'],
  roles: [],
  unit: '1',
  settings: noSettings,
  read(baseline, window) {
    const sizes = { n: window.n, nEff: window.n, baselineN: baseline.n }
    const ranked = [...window.columns]
      .flatMap(([name, { drift, attribution }]) => (drift === null || attribution === null ? [] : [{ name, impact: impactOf(drift, attribution) }]))
      .sort((a, b) => b.impact - a.impact || (a.name < b.name ? -1 : 1))
    if (ranked.length === 0) return measured(sizes, {})
    const notes = ranked.slice(0, namedMax).map(({ name, impact }) => `${name} ${impact.toPrecision(3)}`)
    return measured(sizes, { value: ranked[0]?.impact ?? null, notes })
  },
})
