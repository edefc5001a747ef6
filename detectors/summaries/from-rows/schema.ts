import { defineSummary } from '../define-summary.ts'
import { rowsParams, rowsWhere } from '../rows-select.ts'
import { mergeSchema } from '../schemas.ts'

interface Line {
  readonly n: number
  readonly names: readonly string[]
  readonly types: readonly string[]
}

/** The columns of a request as they are declared, and how many rows have them. Names travel as bound values. */
export default defineSummary<'schema', Record<string, never>, Line>({
  name: 'schema',
  about: 'table',
  after: [],
  takes: () => true,
  plan: () => ({}),
  select(request) {
    const { columns, table } = request
    const params = { ...rowsParams(request), names: columns.map(({ name }) => name), types: columns.map(({ type }) => type) }
    return [{ sql: `SELECT toFloat64(count()) n, {names:Array(String)} names, {types:Array(String)} types FROM ${table}${rowsWhere(request)}`, params }]
  },
  read: ([lines = []]) =>
    new Map(lines.map(({ n, names, types }) => ['*', { kind: 'schema', n, columns: names.map((name, at) => ({ name, type: types[at] ?? '' })) }])),
  merge: mergeSchema,
})
