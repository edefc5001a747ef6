import { type CategorySummary, defineDetector } from '../../contract/index.ts'
import { presentRows } from '../cells/present.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'

const repeats = (summary: CategorySummary): number => Math.max(0, presentRows(summary) - summary.distinct)

/** Of distinct values that were estimated from hashes, up to 5 % repeats are error. */
const unseenBelow = 0.05

/**
 * Share of the identifiers that another row has already.
 *
 *   unique = 1 − distinct values ÷ values
 *
 * Case, spaces and type matter; an absent identifier is no repeat. Where a pane was over its cap the distinct values are estimated, and repeats
 * below 5 % cannot be seen: the note says so, and there is no p.
 * Unit: share of values, 0 to 1; 0 when all are unique. Shown, does not decide.
 * Source: as "uniqueness" in Schelter et al. (2018), Automating large-scale data quality verification, VLDB 11.
 */
export default defineDetector({
  name: 'quality/unique',
  summary: 'Share of identifiers that stand more than once',
  reads: ['category'],
  roles: ['entity'],
  unit: 'share',
  settings: limitSettings('identifiers that stand more than once'),
  read(baseline, window, { limit }) {
    const baselineN = presentRows(baseline)
    const measure = measureRate({ hits: repeats(window), rows: presentRows(window), baselineN, limit }, learnedFrom(repeats(baseline), baselineN))
    if (window.rest === 0 && baseline.rest === 0) return measure
    return { ...measure, pValue: null, notes: [...measure.notes, `estimated: repeats below ${100 * unseenBelow} % cannot be seen`] }
  },
})
