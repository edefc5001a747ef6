import type { FreshnessSummary } from '../../../contract/index.ts'
import { defineSummary } from '../define-summary.ts'
import { aheadSecondsMax, mergeFreshness } from '../freshness.ts'
import { type RowsRequest, rowsParams, rowsWhere } from '../rows-select.ts'
import { runLengths } from '../run-lengths.ts'
import { cellsOfMap } from '../sum-map.ts'

interface Line {
  readonly n: number
  readonly future: number
  /** Seconds since 1970; null where nobody says when now is. */
  readonly now: number | null
  readonly gap: number
  readonly span: number
  readonly pauses: readonly number[]
  readonly counts: readonly number[]
}

/** Rows from further ahead than clocks differ. Such rows are in no window yet, so they are counted beside it. */
function futureRows({ table, span, segment }: RowsRequest): string {
  if (!span) return 'toFloat64(0)'
  const where = segment ? ` AND toString(${segment.column}) = {value:String}` : ''
  return `(SELECT toFloat64(count()) FROM ${table} WHERE ts > fromUnixTimestamp(${span.to + aheadSecondsMax})${where})`
}

const summaryOf = ({ n, now, gap, span, future, pauses, counts }: Line): FreshnessSummary => ({
  kind: 'freshness',
  n,
  gapSeconds: now === null || n === 0 ? null : gap,
  spanSeconds: span,
  future,
  pauses: cellsOfMap([pauses, counts]),
})

/** Now is the end of the span. Times are whole nanoseconds, so that their differences are exact. */
export default defineSummary<'freshness', Record<string, never>, Line>({
  name: 'freshness',
  about: 'table',
  after: [],
  takes: () => true,
  plan: () => ({}),
  select(request) {
    const now = request.span ? String(request.span.to) : 'NULL'
    const sql = `SELECT toFloat64(length(times)) n, ${futureRows(request)} future, ${now} now, (toInt64(${request.span?.to ?? 0}) * 1000000000 - times[-1]) / 1e9 gap, (times[-1] - times[1]) / 1e9 span,
  arraySort(arrayMap(pause -> pause / 1e9, arrayPopFront(arrayDifference(times)))) sorted, arrayCompact(sorted) pauses, arrayMap(count -> toFloat64(count), ${runLengths('sorted')}) counts
FROM (SELECT arraySort(groupArray(toUnixTimestamp64Nano(ts))) times FROM ${request.table}${rowsWhere(request)})`
    return [{ sql, params: rowsParams(request) }]
  },
  read: ([lines = []]) => new Map(lines.map(line => ['*', summaryOf(line)])),
  merge: mergeFreshness,
})
