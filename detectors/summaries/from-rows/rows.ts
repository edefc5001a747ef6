import type { Column } from '../../../contract/index.ts'
import { absentBits } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { rowsParams, rowsWhere } from '../rows-select.ts'
import { mergeRows } from '../whole-rows.ts'

interface Line {
  readonly n: number
  readonly distinct: number
  readonly pairs: number
  readonly possible: number
}

/** What a row is to the model: neither its identifiers and times nor what it came out as. */
const isFeature = ({ role, side }: Column): boolean => (role === 'feature' || role === 'context' || role === 'segment') && side !== 'output'

/** Bytes of one length that are equal for equal values: −0 is 0; the kinds of NaN that say why a value is absent stay apart, all others are one. */
function keyOf({ physical, type }: Column): string {
  if (type === 'category') return `sipHash128(toString(${physical}))`
  const bits = `reinterpretAsUInt64(${physical})`
  return `reinterpretAsFixedString(multiIf(NOT isNaN(${physical}), reinterpretAsUInt64(${physical} + 0), ${bits} IN (${absentBits.missing}, ${absentBits.wrong}), ${bits}, toUInt64(9221120237041090560)))`
}

/** Whole rows by a 128-bit hash of their features: two unlike rows of 10^9 share one with a chance of 1e-21. */
export default defineSummary<'rows', Record<string, never>, Line>({
  name: 'rows',
  about: 'table',
  after: [],
  takes: isFeature,
  plan: ({ columns }) => (columns.some(isFeature) ? {} : null),
  select(request) {
    const columns = request.columns.filter(isFeature)
    if (columns.length === 0) return []
    const sql = `SELECT sum(alike) n, toFloat64(count()) distinct, sum(alike * (alike - 1)) pairs, n * greatest(0, n - 1) possible
FROM (SELECT toFloat64(count()) alike FROM ${request.table}${rowsWhere(request)} GROUP BY sipHash128(concat('', ${columns.map(keyOf).join(', ')})))`
    return [{ sql, params: rowsParams(request) }]
  },
  read: ([lines = []]) => new Map(lines.map(line => ['*', { kind: 'rows', ...line }])),
  merge: mergeRows,
})
