import type { Engine } from '../../collector/store/store.ts'
import type { CategorySummary, NumericSummary, ScoresSummary } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import { mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeNumeric } from '../../detectors/summaries/numeric.ts'
import { type CategoryRowsLine, categoryOfRows, type NumericRowsLine, numericOfRows } from '../../detectors/summaries/rows-select.ts'
import { runLengths } from '../../detectors/summaries/run-lengths.ts'
import { mergeScores } from '../../detectors/summaries/scores.ts'
import type { PlannedColumn } from '../compare/plan.ts'
import { readScores, type ScoredColumns, type ScoredRequest } from './outputs.ts'

export type ColumnSummary = NumericSummary | CategorySummary

/** One column, or the scores, of one span. */
interface SpanSummary<Summary> {
  readonly span: number
  readonly name: string
  readonly summary: Summary
}

export interface SpanRequest extends ScoredRequest {
  readonly columns: readonly PlannedColumn[]
  /** The baseline's, so that all moments add up. */
  readonly grids: ReadonlyMap<string, Pick<NumericSummary, 'center' | 'scale'>>
}

const source = ({ table, span, from, to, where }: SpanRequest, tuples: readonly string[], value: string): string =>
  `(SELECT ${span} s, t.1 k, t.2 ${value} FROM ${table} ARRAY JOIN [${tuples.join(', ')}] AS t WHERE row >= ${from} AND row < ${to} AND (${where}))`

/** Exact summaries of every column by span: rows of one span may lie in several requests only if the caller adds them up. */
async function readSpans(engine: Engine, request: SpanRequest): Promise<SpanSummary<ColumnSummary>[]> {
  const of = (type: PlannedColumn['type']): PlannedColumn[] => request.columns.filter(column => column.type === type)
  return [...(await readNumbers(engine, request, of('numeric'))), ...(await readTexts(engine, request, of('category')))]
}

async function readNumbers(engine: Engine, request: SpanRequest, columns: readonly PlannedColumn[]): Promise<SpanSummary<NumericSummary>[]> {
  if (columns.length === 0) return []
  const bits = 'reinterpretAsUInt64(x)'
  const tuples = columns.map(({ physical }, index) => `(toUInt16(${index}), toFloat64(${physical}))`)
  const count = (test: string, name: string): string => `toFloat64(countIf(${test})) ${name}`
  const lines = await engine.read<NumericRowsLine & { s: string; k: number }>(
    `SELECT s, k, n, nulls, nans, bad, pinf, ninf, pinf above, ninf below, n w, n w2, arrayCompact(sorted) x, arrayMap(c -> toFloat64(c), ${runLengths('sorted')}) counts
FROM (SELECT s, k, toFloat64(count()) n, ${count(`${bits} = ${absentBits.missing}`, 'nulls')}, ${count('isNaN(x)', 'nans')}, ${count(`${bits} = ${absentBits.wrong}`, 'bad')},
    ${count('x = inf', 'pinf')}, ${count('x = -inf', 'ninf')}, arraySort(groupArrayIf(x + 0, isFinite(x))) sorted
  FROM ${source(request, tuples, 'x')} GROUP BY s, k) ORDER BY s, k`,
    request.params,
  )
  return lines.map(line => {
    const { name } = columns[line.k] as PlannedColumn
    return { span: Number(line.s), name, summary: numericOfRows(line, request.grids.get(name)) }
  })
}

async function readTexts(engine: Engine, request: SpanRequest, columns: readonly PlannedColumn[]): Promise<SpanSummary<CategorySummary>[]> {
  if (columns.length === 0) return []
  const tuples = columns.map(({ physical }, index) => `(toUInt16(${index}), toString(${physical}))`)
  const [missing, wrong] = [textLiteral(absentText.missing), textLiteral(absentText.wrong)]
  const present = `c NOT IN (${missing}, ${wrong})`
  const lines = await engine.read<CategoryRowsLine & { s: string; k: number }>(
    `SELECT s, k, sum(rows) n, sumIf(rows, c = ${missing}) nulls, sumIf(rows, c = ${wrong}) bad, n w, n w2, groupArrayIf(c, ${present}) texts, groupArrayIf(rows, ${present}) counts
FROM (SELECT s, k, c, toFloat64(count()) rows FROM ${source(request, tuples, 'c')} GROUP BY s, k, c ORDER BY s, k, c) GROUP BY s, k ORDER BY s, k`,
    request.params,
  )
  return lines.map(line => ({ span: Number(line.s), name: (columns[line.k] as PlannedColumn).name, summary: categoryOfRows(line) }))
}

/** Values that one statement reads. */
const valuesAtOnce = 2_000_000
/** Rows of scores that one statement reads. */
const scoredAtOnce = 500_000

/** Everything of one span, by name. */
type Span<Summary> = readonly [span: number, summaries: ReadonlyMap<string, Summary>]
/** All columns of one span. */
export type WholeSpan = Span<ColumnSummary>
/** The scores of one span, under the one name that they have. */
export type ScoredSpan = readonly [span: number, scores: ScoresSummary]

/** Spans in their order, each once and whole, however many statements it takes to read them. */
export function spansInOrder(engine: Engine, request: SpanRequest): AsyncGenerator<WholeSpan> {
  const rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / request.columns.length))
  return inOrder({ ...request, rowsAtOnce }, part => readSpans(engine, { ...request, ...part }), merged)
}

/** The same of scores. */
export async function* scoresInOrder(engine: Engine, request: ScoredRequest, scored: ScoredColumns): AsyncGenerator<ScoredSpan> {
  const read = async (part: RowRange): Promise<SpanSummary<ScoresSummary>[]> =>
    Array.from(await readScores(engine, { ...request, ...part }, scored), ([span, summary]) => ({ span, name: '', summary }))
  for await (const [span, named] of inOrder({ ...request, rowsAtOnce: scoredAtOnce }, read, mergeScores)) {
    for (const scores of named.values()) yield [span, scores]
  }
}

interface RowRange {
  readonly from: number
  readonly to: number
}

async function* inOrder<Summary>(
  rows: RowRange & { readonly rowsAtOnce: number },
  read: (part: RowRange) => Promise<SpanSummary<Summary>[]>,
  merge: (a: Summary, b: Summary) => Summary,
): AsyncGenerator<Span<Summary>> {
  let pending = new Map<number, Map<string, Summary>>()
  for (let { from } = rows; from < rows.to; from += rows.rowsAtOnce) {
    for (const { span, name, summary } of await read({ from, to: Math.min(rows.to, from + rows.rowsAtOnce) })) {
      const summaries = pending.get(span) ?? new Map<string, Summary>()
      pending.set(span, summaries)
      const before = summaries.get(name)
      summaries.set(name, before === undefined ? summary : merge(before, summary))
    }
    const spans = [...pending].sort(([a], [b]) => a - b)
    const open = spans.pop()
    yield* spans
    // The last span may go on in what is read next.
    pending = new Map(open ? [open] : [])
  }
  yield* pending
}

function merged(a: ColumnSummary, b: ColumnSummary): ColumnSummary {
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b)
  if (a.kind === 'category' && b.kind === 'category') return mergeCategory(a, b)
  throw new TypeError(`${a.kind} and ${b.kind} do not add up`)
}
