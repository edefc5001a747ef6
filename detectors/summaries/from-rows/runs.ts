import type { Column } from '../../../contract/index.ts'
import { absentText, textLiteral } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { columnName } from '../pane-source.ts'
import { type RowsRequest, rowsParams, rowsSource } from '../rows-select.ts'
import { mergeRuns } from '../runs.ts'

type EndLine = readonly [value: string, here: number, rows: number]
interface Line {
  readonly col: string
  readonly n: number
  readonly present: number
  readonly longest: number
  readonly value: string
  readonly squares: number
  readonly first: EndLine
  readonly last: EndLine
}

const isTaken = ({ role }: Column): boolean => role !== 'entity' && role !== 'ignore'

/** Column, value as text, and whether it is there. −0 is 0. */
function tuple({ physical, type }: Column, index: number): string {
  const k = `toUInt16(${index + 1})`
  if (type === 'numeric') return `(${k}, if(isNaN(${physical}), '', toString(${physical} + 0)), toUInt8(NOT isNaN(${physical})))`
  const text = `toString(${physical})`
  return `(${k}, ${text}, toUInt8(${text} NOT IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)})))`
}

/** Rows of one time stand in the order in which they are stored. A value is told from others by a 64-bit hash of its text. */
function runsOf(request: RowsRequest): string {
  const columns = request.columns.filter(isTaken)
  const order = 'ORDER BY ts, _part, _part_offset'
  const rows = rowsSource(request, columns.map(tuple), `t.1 k, if(t.3, t.2, '') v, t.3 here, if(here, sipHash64(v), 0) key, ts, _part, _part_offset`)
  return `SELECT ${columnName(columns)} col, toFloat64(sum(run)) n, toFloat64(sumIf(run, here)) present, toFloat64(maxIf(run, here)) longest,
  argMinIf(v, (-toInt64(run), v), here) value, arraySum(one -> toFloat64(one) * one, sumMapIf([key], [run], here).2) squares,
  argMin((v, here, toFloat64(run)), begins) first, argMax((v, here, toFloat64(run)), begins) last
FROM (SELECT k, key, here, count() run, min(at) begins, any(v) v
  FROM (SELECT k, v, here, key, row_number() OVER (PARTITION BY k ${order}) at, at - row_number() OVER (PARTITION BY k, here, key ${order}) run_of FROM ${rows})
  GROUP BY k, here, key, run_of) GROUP BY k ORDER BY k`
}

const endOf = ([value, here, rows]: EndLine) => ({ value: here ? value : null, rows })

/** Runs of equal values in the order of event time. */
export default defineSummary<'runs', Record<string, never>, Line>({
  name: 'runs',
  about: 'column',
  after: [],
  takes: isTaken,
  plan: () => ({}),
  select: request => (request.columns.some(isTaken) ? [{ sql: runsOf(request), params: rowsParams(request) }] : []),
  read: ([lines = []]) =>
    new Map(
      lines.map(({ col, n, present, longest, value, squares, first, last }) => [
        col,
        { kind: 'runs', n, present, longest, value, repeat: present > 0 ? squares / (present * present) : 0, first: endOf(first), last: endOf(last) },
      ]),
    ),
  merge: mergeRuns,
})
