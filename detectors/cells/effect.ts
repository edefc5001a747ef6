import type { Decision, Measure } from '../../contract/index.ts'
import { normal, z95 } from '../math/normal.ts'

/** A standardised difference as shown: with its 95 % interval and two-sided p, for iid rows. */
export function shownEffect(decision: Decision): Pick<Measure, 'value' | 'low' | 'high' | 'pValue'> {
  const { value, v } = decision
  if (value === null) return { value, low: null, high: null, pValue: null }
  const reach = z95 * Math.sqrt(v)
  return { value, low: value - reach, high: value + reach, pValue: changeP(decision) }
}

/** p of a change of one number, two-sided, for iid rows; null where it cannot be said. */
export const changeP = ({ T, value }: Decision): number | null => (value === null ? null : Math.max(1e-300, Math.min(1, 2 * normal.upperTail(Math.sqrt(T)))))
