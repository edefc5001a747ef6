import type { Column } from '../../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { columnName } from '../pane-source.ts'
import { type RowsRequest, rowsParams, rowsWhere } from '../rows-select.ts'
import { runEnds, runLengths } from '../run-lengths.ts'
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

/** No value has the bits of an absent one. */
const absent = `toUInt64(${absentBits.missing})`

/** Column, key of the value, and its text where the key does not tell. −0 is 0; two texts share a key with a chance of 2^-64. */
function tuple({ physical, type }: Column, index: number): string {
  const k = `toUInt16(${index + 1})`
  if (type === 'numeric') return `(${k}, if(isNaN(${physical}), ${absent}, reinterpretAsUInt64(${physical} + 0)), '')`
  const text = `toString(${physical})`
  return `(${k}, if(${text} IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)}), ${absent}, sipHash64(${text})), ${text})`
}

/** Rows of one time stand in the order in which they are stored. One thread, because arrays must fill in that order. No lambda holds an array: it would be copied for every element. */
function runsOf(request: RowsRequest): string {
  const columns = request.columns.filter(isTaken)
  const isNumber = `[${columns.map(({ type }) => (type === 'numeric' ? '1' : '0')).join(', ')}][k]`
  const run = (at: string): string => `(values[${at}], toUInt8(held[${at}] != ${absent}), toFloat64(lengths[${at}]))`
  return `SELECT ${columnName(columns)} col, toFloat64(length(keys)) n, toFloat64(arrayCount(key -> key != ${absent}, keys)) present, toFloat64(arrayMax(there)) longest,
  if(longest = 0, '', arrayMin(arrayFilter((value, rows) -> rows = longest, values, there))) value, arraySum(rows -> toFloat64(rows) * rows, ${runLengths('sorted')}) squares,
  ${run('1')} first, ${run('-1')} last
FROM (SELECT k, keys, held, lengths, arrayMap((key, rows) -> if(key = ${absent}, 0, rows), held, lengths) there, arraySort(arrayFilter(key -> key != ${absent}, keys)) sorted,
    arrayMap((key, text) -> multiIf(key = ${absent}, '', ${isNumber}, toString(reinterpretAsFloat64(key)), text), held, ends) values
  FROM (SELECT k, keys, arrayCompact(keys) held, ${runLengths('keys')} lengths, ${runEnds('keys', 'texts')} ends
    FROM (SELECT k, groupArray(key) keys, groupArray(v) texts
      FROM (SELECT t.1 k, t.2 key, t.3 v FROM (SELECT * FROM ${request.table}${rowsWhere(request)} ORDER BY ts, _part, _part_offset) ARRAY JOIN [${columns.map(tuple).join(', ')}] AS t) GROUP BY k)))
ORDER BY k SETTINGS max_threads = 1`
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
