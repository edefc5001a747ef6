import { type Column, type ColumnRole, detectorNames, type Reading, type RowSummaries, type Summaries, type Summary } from '../../contract/index.ts'
import type { RowSummary } from '../../detectors/summaries/define-summary.ts'
import { rowSummaries } from '../../detectors/summaries/row-summaries.ts'
import type { RowsRequest } from '../../detectors/summaries/rows-select.ts'
import type { Judging } from './budget.ts'
import { type LoadedTables, numbered } from './loaded-tables.ts'
import { isStored } from './plan.ts'
import { decidedReading, type JudgedColumn, type Subject, shownReading } from './readings.ts'
import { unweightedKinds } from './weights.ts'

/** Kinds of whole rows that two files without an order have. */
const tableKinds: ReadonlySet<string> = new Set(['rows', 'cross', 'sample', 'features'])

/** Summaries of the reference's columns, for kinds that learn from them. */
export type ColumnSummaries = ReadonlyMap<string, Summary>

/** Values of all columns that are kept; beyond, a column is known by its moments alone. */
const valuesMax = 5_000_000

export function keepSummary(summaries: Map<string, Summary>, name: string, summary: Summary): void {
  const size = (one: Summary): number => (one.kind === 'numeric' ? one.cells.values.length : one.kind === 'category' ? one.counts.size : 0)
  const held = [...summaries.values()].reduce((sum, one) => sum + size(one), 0)
  if (held + size(summary) <= valuesMax) summaries.set(name, summary)
  else if (summary.kind === 'numeric') summaries.set(name, { ...summary, cells: { ...summary.cells, values: new Float64Array(), counts: new Float64Array() } })
  else if (summary.kind === 'category') summaries.set(name, { ...summary, counts: new Map() })
}

interface Made {
  readonly reference: Summary
  readonly current: Summary
}

/** Readings of whole rows, `*`: every kind that a chosen detector reads is made from both tables, once. */
export async function rowReadings(tables: LoadedTables, summaries: ColumnSummaries, judging: Judging): Promise<Reading[]> {
  const wanted = [...tableKinds].filter(kind => judging.detectors.some(({ reads }) => reads.includes(kind as Summary['kind'])))
  const making = startMaking(tables, summaries)
  const readings: Reading[] = []
  for (const kind of wanted) {
    const made = await madeOf(making, kind)
    if (!made) continue
    const found = readingsOver({ name: '*', segment: '', ...made }, judging)
    readings.push(...(tables.weighted && unweightedKinds.has(kind) ? found.map(unweighted) : found))
  }
  return readings
}

/** A kind that counts rows, whatever they weigh, says nothing of what they stand for. */
export const unweighted = (reading: Reading): Reading => ({ ...reading, verdict: 'unsure', reason: 'rows are not weighted here' })

/** Readings of what was said of all columns. Nothing is said where that is not known, as how much the model leans on each. */
export function columnsReadings(columns: readonly JudgedColumn[], rows: { readonly reference: number; readonly current: number }, judging: Judging): Reading[] {
  const news = (n: number, said: Summaries['columns']['columns']): Summaries['columns'] => ({ kind: 'columns', n, columns: said })
  const said = columns.flatMap(({ name, readings }) => {
    const drift = readings.find(({ detector }) => detector === detectorNames.distribution)
    return drift ? [[name, { pValue: drift.pValue, drift: drift.value, attribution: null }] as const] : []
  })
  if (said.length === 0) return []
  return readingsOver({ name: '*', segment: '', reference: news(rows.reference, new Map()), current: news(rows.current, new Map(said)) }, judging).filter(
    ({ value }) => value !== null,
  )
}

/** @param role  of the column; none where the subject is whole rows */
export function readingsOver(subject: Subject, judging: Judging, role?: ColumnRole): Reading[] {
  const levels = judging.levels('columns')
  return judging.detectors
    .filter(({ reads, roles }) => reads.includes(subject.reference.kind) && (role === undefined || roles.includes(role)))
    .map(detector =>
      detector.deciding ? decidedReading(subject, detector, levels) : shownReading(subject, detector, { alpha: levels.alarm.alpha, dispersion: 1 }),
    )
}

/** Kinds in the making: each is made once, after those that it learns from. */
interface Making {
  readonly tables: LoadedTables
  readonly baseline: Map<string, ReadonlyMap<string, Summary>>
  readonly made: Map<string, Made | null>
}

const startMaking = (tables: LoadedTables, summaries: ColumnSummaries): Making => ({
  // Of identifiers and dates only presence was loaded.
  tables: { ...tables, columns: tables.columns.filter(isStored) },
  baseline: new Map(['numeric', 'category'].map(kind => [kind, new Map([...summaries].filter(([, summary]) => summary.kind === kind))])),
  made: new Map(),
})

async function madeOf(making: Making, name: string): Promise<Made | null> {
  const known = making.made.get(name)
  if (known !== undefined) return known
  const kind = rowSummaries.get(name)
  const made = kind ? await makeKind(making, kind) : null
  making.made.set(name, made)
  if (made) making.baseline.set(name, new Map([['*', made.reference]]))
  return made
}

async function makeKind(making: Making, kind: RowSummary): Promise<Made | null> {
  for (const earlier of kind.after) if (tableKinds.has(earlier)) await madeOf(making, earlier)
  const { tables, baseline } = making
  const plan = kind.plan({ columns: tables.columns, baseline, seed: 1 })
  if (plan === null) return null
  const reference = await summaryOf(tables, kind, { plan, table: tables.reference })
  const current = await summaryOf(tables, kind, { plan, table: tables.current })
  return reference && current ? { reference, current } : null
}

const summaryOf = async (tables: LoadedTables, kind: RowSummary, { plan, table }: { readonly plan: unknown; readonly table: string }) =>
  (await readKind(tables, kind, { plan, table: numbered(table) })).get('*')

/** What a kind makes of a table, or of an expression for one: by physical column, or of whole rows under `*`. */
export async function readKind<Kind extends keyof RowSummaries, Plan, Line>(
  { engine, columns, weighted }: Pick<LoadedTables, 'engine' | 'weighted'> & { readonly columns: readonly Column[] },
  kind: RowSummary<Kind, Plan, Line>,
  { plan, table, span = null }: { readonly plan: Plan; readonly table: string; readonly span?: RowsRequest['span'] },
): Promise<ReadonlyMap<string, RowSummaries[Kind]>> {
  const lines: Line[][] = []
  for (const { sql, params } of kind.select({ table, columns, weighted, span, segment: null }, plan)) lines.push(await engine.read<Line>(sql, params))
  return kind.read(lines, plan)
}
