import { columnTypes, type Engine, loadFile } from '../../collector/store/store.ts'
import { Failure } from '../../contract/index.ts'
import { knownInstead, type PlannedColumn, planColumns, type Wishes } from '../compare/plan.ts'
import { openSide, type Side } from '../compare/side.ts'
import { type Fault, faulty, onsetOf } from './faults.ts'
import { type OutputWishes, outputsOf, type ScoredColumns, withRoles } from './outputs.ts'

export interface HistoryWishes extends Wishes {
  readonly outputs: OutputWishes
  /** Columns by whose values everything is split. */
  readonly segments: readonly string[]
  readonly file: string
  /** Rows of what was before, in a file of their own. */
  readonly baseline: string | null
  /** Column of the event time. */
  readonly time: string | null
  /** Windows count rows, not time. */
  readonly rowsCount: boolean
  readonly faults: readonly Fault[]
}

/** Rows in the order of the event time, in a table with `row`, `pos` and the columns. */
export interface Rows {
  readonly table: string
  /** Those that are judged: all but the label. */
  readonly columns: readonly PlannedColumn[]
  /** Score, decision and label, where the file was said to have them. */
  readonly scored: ScoredColumns | null
  readonly segments: readonly PlannedColumn[]
  readonly rows: number
  /** Of those, rows of the baseline's own file, which come first. */
  readonly earlier: number
  /** Position of the first and of the last row: milliseconds, or the row's number. */
  readonly first: number
  readonly last: number
}

const table = 'replayed_rows'
/** Order in which a table was written. */
const written = "toUInt64(splitByChar('_', _part)[2]) part, _part_offset place"

/**
 * Loads a file, in time order and with the faults asked for.
 *
 * @throws Failure BAD_REQUEST for files that cannot be read or hold nothing
 */
export async function loadHistory(engine: Engine, wishes: HistoryWishes): Promise<Rows> {
  const side = await openSide(engine, wishes.file)
  const columns = planHistory(side, wishes)
  const load = { columns: columns.map(({ name, physical, type, presenceOnly }) => ({ name, physical, type, presenceOnly })), time: wishes.time }
  const rows = await loadFile(engine, side.source, { into: 'later_rows', ...load })
  if (rows === 0) throw new Failure('BAD_REQUEST', `${wishes.file} has no rows`)
  const earlier = wishes.baseline === null ? 0 : await loadEarlier(engine, wishes.baseline, load)
  await order(engine, columns, wishes, earlier > 0)
  const [ends] = await engine.read<{ first: number; last: number }>(`SELECT toFloat64(min(pos)) first, toFloat64(max(pos)) last FROM ${table}`)
  return {
    table,
    columns: columns.filter(({ name }) => name !== wishes.outputs.label),
    scored: await outputsOf(engine, { table, columns }, wishes.outputs),
    segments: columns.filter(({ name }) => wishes.segments.includes(name)),
    rows: rows + earlier,
    earlier,
    first: ends?.first ?? 0,
    last: ends?.last ?? 0,
  }
}

function planHistory(side: Side, wishes: HistoryWishes): PlannedColumn[] {
  const { time, segments, only } = wishes
  const names = side.columns.map(({ name }) => name)
  if (time !== null && !names.includes(time)) throw new Failure('CONFIG', `${wishes.file} has no column ${time}${knownInstead(time, names)}`)
  const segmented = segments.map(name => [name, 'category'] as const)
  const types = new Map([...wishes.types, ...segmented, ...(time === null ? [] : [[time, 'ignore'] as const])])
  const chosen = only === null ? null : [...new Set([...only, ...namedColumns(wishes)])]
  return withRoles(planColumns(side, side, { only: chosen, types }).columns, wishes.outputs)
}

/** Columns that were named for what they are stay, whichever else are chosen. */
const namedColumns = ({ outputs, segments }: HistoryWishes): string[] =>
  [outputs.score, outputs.prediction, outputs.label, ...segments].filter(name => name !== null)

async function loadEarlier(engine: Engine, path: string, load: Omit<Parameters<typeof loadFile>[2], 'into'>): Promise<number> {
  const side = await openSide(engine, path)
  const known = new Set((await columnTypes(engine, side.source)).map(({ name }) => name))
  const stranger = load.columns.find(({ name }) => !known.has(name))
  if (stranger) throw new Failure('BAD_REQUEST', `${path} has no column ${stranger.name}; leave it out by --type ${stranger.name}=ignore`)
  if (load.time !== null && !known.has(load.time)) throw new Failure('BAD_REQUEST', `${path} has no column ${load.time}`)
  const rows = await loadFile(engine, side.source, { into: 'earlier_rows', ...load })
  if (rows === 0) throw new Failure('BAD_REQUEST', `${path} has no rows`)
  if (load.time !== null) await refuseOverlap(engine, path)
  return rows
}

async function refuseOverlap(engine: Engine, path: string): Promise<void> {
  const [found] = await engine.read<{ overlaps: number }>(`SELECT toUInt8((SELECT max(ts) FROM earlier_rows) > (SELECT min(ts) FROM later_rows)) overlaps`)
  if (found?.overlaps) throw new Failure('BAD_REQUEST', `${path} holds rows of the time that is replayed; a baseline is what was before`)
}

async function order(engine: Engine, columns: readonly PlannedColumn[], { faults, rowsCount }: HistoryWishes, hasEarlier: boolean): Promise<void> {
  const unknown = faults.find(({ column }) => !columns.some(({ name }) => name === column))
  const names = columns.map(({ name }) => name)
  if (unknown) throw new Failure('CONFIG', `--inject ${unknown.text}: there is no column ${unknown.column}${knownInstead(unknown.column, names)}`)
  const position = rowsCount ? 'toInt64(t.row)' : 'toUnixTimestamp64Milli(t.ts)'
  const values = columns.map(column => {
    const fault = faults.find(one => one.column === column.name)
    return `${fault ? faulty(column, fault, begunOf(fault, rowsCount)) : `t.${column.physical}`} AS ${column.physical}`
  })
  const from = ['earlier_rows', 'later_rows'].slice(hasEarlier ? 0 : 1).map((name, file) => `SELECT ${file} file, *, ${written} FROM ${name}`)
  await engine.write(
    `CREATE OR REPLACE TABLE ${table} ENGINE = MergeTree ORDER BY row AS
    SELECT t.row AS row, t.ts AS ts, ${position} AS pos, ${values.join(', ')}
    FROM (SELECT rowNumberInAllBlocks() row, * FROM (SELECT * FROM (${from.join(' UNION ALL ')}) ORDER BY file, ts, part, place)) AS t SETTINGS max_threads = 1`,
  )
}

/** A row counted as one is of the file's own, and so is a time. */
function begunOf(fault: Fault, rowsCount: boolean): string {
  const onset = onsetOf(fault, rowsCount)
  return rowsCount && /^\d+$/.test(fault.at) ? `t.row >= ${onset}` : `toUnixTimestamp64Milli(t.ts) >= ${onset}`
}
