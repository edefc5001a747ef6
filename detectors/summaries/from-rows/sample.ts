import { absentText, textLiteral } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { rowsParams, rowsWhere } from '../rows-select.ts'
import { mergeSample, sampleRowsMax } from '../samples.ts'
import { isFeature, physicalOf, type TableColumns, tableColumns } from '../table-columns.ts'

interface Plan extends TableColumns {
  readonly seed: number
}

interface CountLine {
  readonly n: number
}
interface RowLine {
  readonly hash: string
  readonly numbers: readonly (number | null)[]
  readonly texts: readonly (string | null)[]
}

const absent = `${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)}`

/** Rows by the hash of their identifier, which says nothing of what they hold: the same rows wherever they are asked for. */
export default defineSummary<'sample', Plan, CountLine | RowLine>({
  name: 'sample',
  about: 'table',
  after: ['numeric', 'category'],
  takes: isFeature,
  plan(known) {
    const columns = tableColumns(known, ['numeric', 'category'])
    return columns.columns.length > 0 ? { ...columns, seed: known.seed } : null
  },
  select(request, plan) {
    const physical = physicalOf(request.columns, plan.columns)
    if (physical === null) return []
    const of = (type: string) => physical.filter((_, at) => plan.columns[at]?.type === type)
    const numbers = of('numeric').map(column => `if(isFinite(${column}), toNullable(${column} + 0), NULL)`)
    const texts = of('category').map(column => `if(toString(${column}) IN (${absent}), NULL, toNullable(toString(${column})))`)
    const from = `FROM ${request.table}${rowsWhere(request)}`
    const params = { ...rowsParams(request), seed: plan.seed, rows: sampleRowsMax }
    const hash = 'hex(sipHash64({seed:Int64}, id, row))'
    return [
      { sql: `SELECT toFloat64(count()) n ${from}`, params: rowsParams(request) },
      {
        sql: `SELECT ${hash} hash, [${numbers.join(', ')}]::Array(Nullable(Float64)) numbers, [${texts.join(', ')}]::Array(Nullable(String)) texts ${from} ORDER BY hash LIMIT {rows:UInt32}`,
        params,
      },
    ]
  },
  read([counted = [], lines = []], { columns, leftOut }) {
    const n = (counted[0] as CountLine | undefined)?.n ?? 0
    if (n === 0) return new Map()
    const rows = (lines as readonly RowLine[]).map(({ numbers, texts }) => {
      const [number, text] = [numbers.values(), texts.values()]
      return columns.map(({ type }) => (type === 'numeric' ? number : text).next().value ?? null)
    })
    return new Map([['*', { kind: 'sample', n, columns, leftOut, hashes: (lines as readonly RowLine[]).map(({ hash }) => hash), rows }]])
  },
  merge: mergeSample,
})
