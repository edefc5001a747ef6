import type { Engine } from '../../collector/store/store.ts'
import type { CategorySummary, NumericSummary } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import { mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeNumeric } from '../../detectors/summaries/numeric.ts'
import { type CategoryRowsLine, categoryOfRows, type NumericRowsLine, numericOfRows } from '../../detectors/summaries/rows-select.ts'
import { runLengths } from '../../detectors/summaries/run-lengths.ts'
import type { PlannedColumn } from '../compare/plan.ts'

export type ColumnSummary = NumericSummary | CategorySummary

/** One column of one span. */
interface SpanSummary {
  readonly span: number
  readonly column: PlannedColumn
  readonly summary: ColumnSummary
}

export interface SpanRequest {
  readonly table: string
  readonly columns: readonly PlannedColumn[]
  /** Expression for the number of a span. */
  readonly span: string
  /** Half-open, in numbers of rows. */
  readonly from: number
  readonly to: number
  /** The baseline's, so that all moments add up. */
  readonly grids: ReadonlyMap<string, Pick<NumericSummary, 'center' | 'scale'>>
}

const source = ({ table, span, from, to }: SpanRequest, tuples: readonly string[], value: string): string =>
  `(SELECT ${span} s, t.1 k, t.2 ${value} FROM ${table} ARRAY JOIN [${tuples.join(', ')}] AS t WHERE row >= ${from} AND row < ${to})`

/** Exact summaries of every column by span: rows of one span may lie in several requests only if the caller adds them up. */
async function readSpans(engine: Engine, request: SpanRequest): Promise<SpanSummary[]> {
  const of = (type: PlannedColumn['type']): PlannedColumn[] => request.columns.filter(column => column.type === type)
  return [...(await readNumbers(engine, request, of('numeric'))), ...(await readTexts(engine, request, of('category')))]
}

async function readNumbers(engine: Engine, request: SpanRequest, columns: readonly PlannedColumn[]): Promise<SpanSummary[]> {
  if (columns.length === 0) return []
  const bits = 'reinterpretAsUInt64(x)'
  const tuples = columns.map(({ physical }, index) => `(toUInt16(${index}), toFloat64(${physical}))`)
  const count = (test: string, name: string): string => `toFloat64(countIf(${test})) ${name}`
  const lines = await engine.read<NumericRowsLine & { s: string; k: number }>(
    `SELECT s, k, n, nulls, nans, bad, pinf, ninf, pinf above, ninf below, n w, n w2, arrayCompact(sorted) x, arrayMap(c -> toFloat64(c), ${runLengths('sorted')}) counts
FROM (SELECT s, k, toFloat64(count()) n, ${count(`${bits} = ${absentBits.missing}`, 'nulls')}, ${count('isNaN(x)', 'nans')}, ${count(`${bits} = ${absentBits.wrong}`, 'bad')},
    ${count('x = inf', 'pinf')}, ${count('x = -inf', 'ninf')}, arraySort(groupArrayIf(x + 0, isFinite(x))) sorted
  FROM ${source(request, tuples, 'x')} GROUP BY s, k) ORDER BY s, k`,
  )
  return lines.map(line => {
    const column = columns[line.k] as PlannedColumn
    return { span: Number(line.s), column, summary: numericOfRows(line, request.grids.get(column.name)) }
  })
}

async function readTexts(engine: Engine, request: SpanRequest, columns: readonly PlannedColumn[]): Promise<SpanSummary[]> {
  if (columns.length === 0) return []
  const tuples = columns.map(({ physical }, index) => `(toUInt16(${index}), toString(${physical}))`)
  const [missing, wrong] = [textLiteral(absentText.missing), textLiteral(absentText.wrong)]
  const present = `c NOT IN (${missing}, ${wrong})`
  const lines = await engine.read<CategoryRowsLine & { s: string; k: number }>(
    `SELECT s, k, sum(rows) n, sumIf(rows, c = ${missing}) nulls, sumIf(rows, c = ${wrong}) bad, n w, n w2, groupArrayIf(c, ${present}) texts, groupArrayIf(rows, ${present}) counts
FROM (SELECT s, k, c, toFloat64(count()) rows FROM ${source(request, tuples, 'c')} GROUP BY s, k, c ORDER BY s, k, c) GROUP BY s, k ORDER BY s, k`,
  )
  return lines.map(line => ({ span: Number(line.s), column: columns[line.k] as PlannedColumn, summary: categoryOfRows(line) }))
}

/** Values that one statement reads. */
const valuesAtOnce = 2_000_000

/** All columns of one span. */
export type WholeSpan = readonly [span: number, columns: ReadonlyMap<string, ColumnSummary>]

/** Spans in their order, each once and whole, however many statements it takes to read them. */
export async function* spansInOrder(engine: Engine, request: SpanRequest): AsyncGenerator<WholeSpan> {
  const rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / request.columns.length))
  let pending = new Map<number, Map<string, ColumnSummary>>()
  for (let from = request.from; from < request.to; from += rowsAtOnce) {
    for (const one of await readSpans(engine, { ...request, from, to: Math.min(request.to, from + rowsAtOnce) })) take(pending, one)
    const spans = [...pending].sort(([a], [b]) => a - b)
    const open = spans.pop()
    yield* spans
    // The last span may go on in what is read next.
    pending = new Map(open ? [open] : [])
  }
  yield* pending
}

function take(spans: Map<number, Map<string, ColumnSummary>>, { span, column, summary }: SpanSummary): void {
  const columns = spans.get(span) ?? new Map<string, ColumnSummary>()
  spans.set(span, columns)
  const before = columns.get(column.name)
  columns.set(column.name, before ? merged(before, summary) : summary)
}

function merged(a: ColumnSummary, b: ColumnSummary): ColumnSummary {
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b)
  if (a.kind === 'category' && b.kind === 'category') return mergeCategory(a, b)
  throw new TypeError(`${a.kind} and ${b.kind} do not add up`)
}
