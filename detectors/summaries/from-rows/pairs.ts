import type { Column, PairsSummary } from '../../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../absent.ts'
import { defineSummary, type Known } from '../define-summary.ts'
import { mergePairs, tolerance } from '../paired-rows.ts'
import { type RowsRequest, rowsParams, rowsWhere } from '../rows-select.ts'
import type { Statement } from '../statement.ts'

/** Columns of ours by their physical name, with that of the table they are paired with. */
interface Plan {
  readonly table: string
  readonly entity: { readonly served: string; readonly trained: string }
  readonly columns: readonly { readonly served: string; readonly trained: string; readonly type: Column['type'] }[]
}

interface Line {
  readonly col: string
  readonly n: number
  readonly mismatched: number
  readonly unpaired: number
  readonly sum: number
  readonly squares: number
  readonly finite: number
  readonly served: number
  readonly trained: number
}

function planOf({ columns, offline }: Known): Plan | null {
  const entity = columns.find(({ role }) => role === 'entity')
  const byName = new Map(offline?.columns.map(column => [column.name, column]))
  const other = entity && byName.get(entity.name)
  if (!offline || !entity || !other) return null
  const pairs = columns.flatMap(({ name, physical, type, role }) => {
    const trained = byName.get(name)
    return trained?.type === type && role !== 'entity' && role !== 'ignore' ? [{ served: physical, trained: trained.physical, type }] : []
  })
  return pairs.length > 0 ? { table: offline.table, entity: { served: entity.physical, trained: other.physical }, columns: pairs } : null
}

/** A number is there unless its bits say that it is null or wrong; NaN itself is a value here. A text likewise. */
const isThere = (physical: string, type: Column['type']): string =>
  type === 'numeric'
    ? `reinterpretAsUInt64(${physical}) NOT IN (${absentBits.missing}, ${absentBits.wrong})`
    : `toString(${physical}) NOT IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)})`

const equal = {
  numeric: `multiIf(isNaN(s.2) OR isNaN(o.2), isNaN(s.2) AND isNaN(o.2), isFinite(s.2) AND isFinite(o.2), abs(s.2 - o.2) <= ${tolerance.absolute} + ${tolerance.relative} * abs(o.2), s.2 = o.2)`,
  category: 's.2 = o.2',
} as const

/** The latest row of each entity on either side, all columns at once; a column each then. Entities without a name are none. */
function statementOf(request: RowsRequest, { table, entity, columns }: Plan, type: Column['type']): Statement[] {
  const own = columns.filter(column => column.type === type)
  if (own.length === 0) return []
  const value = (physical: string) => `(toUInt8(${isThere(physical, type)}), ${type === 'numeric' ? physical : `toString(${physical})`})`
  const side = (from: string, id: string, key: 'served' | 'trained') =>
    `SELECT toString(${id}) id, argMax([${own.map(column => value(column[key])).join(', ')}], (ts, _part, _part_offset)) row FROM ${from} GROUP BY id HAVING id NOT IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)})`
  const finite = type === 'numeric' ? 'both AND isFinite(s.2) AND isFinite(o.2)' : '0'
  const difference = type === 'numeric' ? 's.2 - o.2' : '0.'
  const flips = (a: number, b: number) => (type === 'numeric' ? `toFloat64(countIf(both AND s.2 = ${a} AND o.2 = ${b}))` : 'toFloat64(0)')
  const sql = `SELECT [${own.map(({ served }) => `'${served}'`).join(', ')}][k] col, toFloat64(countIf(met AND s.1 = o.1)) n, toFloat64(countIf(both AND NOT same)) mismatched, toFloat64(countIf(NOT met OR s.1 != o.1)) unpaired,
  sumIf(${difference}, counted) sum, sumIf((${difference}) * (${difference}), counted) squares, toFloat64(countIf(counted)) finite, ${flips(1, 0)} served, ${flips(0, 1)} trained
FROM (SELECT k, pair.1 s, pair.2 o, met, met AND s.1 AND o.1 both, ${equal[type]} same, ${finite} counted
  FROM (SELECT notEmpty(a.row) AND notEmpty(b.row) met, arrayResize(a.row, ${own.length}) ours, arrayResize(b.row, ${own.length}) theirs
    FROM (${side(`${request.table}${rowsWhere(request)}`, entity.served, 'served')}) a FULL OUTER JOIN (${side(table, entity.trained, 'trained')}) b ON a.id = b.id)
  ARRAY JOIN arrayZip(ours, theirs) AS pair, arrayEnumerate(ours) AS k) GROUP BY k ORDER BY k`
  return [{ sql, params: rowsParams(request) }]
}

const summaryOf = ({ n, mismatched, unpaired, sum, squares, finite, served, trained }: Line): PairsSummary => ({
  kind: 'pairs',
  n,
  mismatched,
  unpaired,
  differences: [sum, squares, finite],
  discordant: [served, trained],
})

/** Values served beside values trained on, by entity: the latest row of each side. End the span where training began to meet what was known then. */
export default defineSummary<'pairs', Plan, Line>({
  name: 'pairs',
  about: 'column',
  after: [],
  takes: ({ role }) => role !== 'ignore',
  plan: planOf,
  select: (request, plan) => [...statementOf(request, plan, 'numeric'), ...statementOf(request, plan, 'category')],
  read: answers => new Map(answers.flat().map(line => [line.col, summaryOf(line)])),
  merge: mergePairs,
})
