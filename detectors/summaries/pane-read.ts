import { type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import { summarised } from './pane-source.ts'
import type { Statement } from './statement.ts'

/** Seconds since 1970, half-open. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Panes that are asked for. */
export interface PaneSpan {
  readonly schema: Pick<ModelSchema, 'number' | 'weighted'>
  readonly grid: number
  /** Apart from each other, on pane borders. */
  readonly spans: readonly Stretch[]
  /** 60 and 3600 read that level alone; `both` takes hours for whole hours and minutes for the two ends. Segments have hours only. */
  readonly level: 60 | 3600 | 'both'
  /** Length of a slice of the answer; null for one slice of all spans. */
  readonly sliceSeconds: number | null
  /** Physical column and value; null for the whole model, `every` for all segments in one read. */
  readonly segment: { readonly column: string; readonly value: string } | 'every' | null
  /** Panes made for this read alone, as `paneSelect` makes them, in place of those of the table. */
  readonly made?: Statement
}

/** One column in one slice, as the engine returns it: a line of `paneRead`. */
export interface PaneLine {
  /** Start of the slice. */
  readonly at: number
  /** Physical column and value of its segment; both empty for the whole model. */
  readonly seg: string
  readonly val: string
  readonly col: string
  readonly n: number
  readonly nulls: number
  readonly nans: number
  readonly bad: number
  readonly pinf: number
  readonly ninf: number
  readonly w: number
  readonly w2: number
  readonly moments: readonly (number | null)[]
  readonly lo: number
  readonly hi: number
  readonly bins: readonly number[]
  readonly bin_counts: readonly number[]
  readonly keys: readonly string[]
  readonly key_counts: readonly number[]
  /** Largest number of distinct values in a pane, and the smallest hashes of panes over the cap. */
  readonly uniq: number
  readonly smallest: readonly string[]
}

const hour = 3600

function spanCondition(level: PaneSpan['level'], { from, to }: Stretch): string {
  return `${levelCondition(level, { from, to })} AND t.p >= fromUnixTimestamp(${from}) AND t.p < fromUnixTimestamp(${to})`
}

function levelCondition(level: PaneSpan['level'], { from, to }: Stretch): string {
  if (level !== 'both') return `t.step = ${level}`
  const [first, last] = [Math.ceil(from / hour) * hour, Math.floor(to / hour) * hour]
  if (first >= last) return 't.step = 60'
  const whole = `t.p >= fromUnixTimestamp(${first}) AND t.p < fromUnixTimestamp(${last})`
  return `(t.step = ${hour} AND ${whole} OR t.step = 60 AND NOT (${whole}))`
}

const segmentCondition = ({ segment }: PaneSpan): string => (segment === 'every' ? `t.seg != ''` : 't.seg = {segment:String} AND t.val = {value:String}')

const condition = (span: PaneSpan): string =>
  `t.schema = ${span.schema.number} AND t.grid = ${span.grid} AND ${segmentCondition(span)} AND (${span.spans.map(one => spanCondition(span.level, one)).join(' OR ')})`

const sliceOf = ({ sliceSeconds, spans }: PaneSpan): string =>
  sliceSeconds === null ? `toUInt32(${spans[0]?.from ?? 0})` : `toUnixTimestamp(toStartOfInterval(t.p, INTERVAL ${sliceSeconds} SECOND))`

const params = ({ segment }: PaneSpan): Statement['params'] => (segment === 'every' ? {} : { segment: segment?.column ?? '', value: segment?.value ?? '' })

/**
 * Columns of a span in slices: `PaneLine` rows by slice and column. Panes are read here and nowhere else, always the latest version;
 * counts and cells of a line come from the same pane rows, so they agree.
 *
 * @param columns  physical names; null for all
 */
export function paneRead(span: PaneSpan, columns: readonly string[] | null = null): Statement {
  const { weighted } = span.schema
  const counts = weighted ? 't.wcnt' : 't.cnt'
  const total = (name: string) => `toFloat64(sum(t.${name})) ${name}`
  return {
    sql: `SELECT ${sliceOf(span)} at, t.seg seg, t.val val, t.col col, ${['n', 'nulls', 'nans', 'bad', 'pinf', 'ninf', 'w', 'w2'].map(total).join(', ')},
  sumForEach(t.${weighted ? 'wz' : 'z'}) moments, minIf(t.lo, t.z[1] > 0) lo, maxIf(t.hi, t.z[1] > 0) hi,
  sumMap(t.bin, if(empty(t.bin), [], ${counts})) cells, cells.1 bins, arrayMap(c -> toFloat64(c), cells.2) bin_counts,
  sumMap(t.key, if(empty(t.key), [], ${counts})) texts, arrayMap(k -> toString(k), texts.1) keys, arrayMap(c -> toFloat64(c), texts.2) key_counts,
  toFloat64(max(t.uniq)) uniq, arrayMap(k -> toString(k), groupUniqArrayArray(t.kmv)) smallest
FROM ${span.made ? `(${span.made.sql}) AS t` : `${tables.panes} AS t FINAL`} WHERE ${condition(span)}${columns ? ' AND has({columns:Array(String)}, t.col)' : ''} GROUP BY at, seg, val, col ORDER BY at, seg, val, col`,
    params: { ...span.made?.params, ...params(span), ...(columns ? { columns } : {}) },
  }
}

/** Panes that are looked for by their counts. */
export interface DirtySpan {
  readonly grid: number
  readonly stepSeconds: number
  readonly from: number
  readonly to: number
  /** Number of segment columns of that level. */
  readonly segments: number
}

/**
 * Panes whose rows are no longer those they were made of, or of which a column or segment is not there: lines `{ p, rows }` by start.
 * Late rows and a statement that was cut short need no other bookkeeping.
 */
export function dirtyPanes(schema: ModelSchema, span: DirtySpan): Statement {
  const { stepSeconds, from, to, grid } = span
  const between = (time: string) => `${time} >= fromUnixTimestamp(${from}) AND ${time} < fromUnixTimestamp(${to})`
  const columns = [...summarised(schema, 'numeric'), ...summarised(schema, 'category')].map(({ physical }) => `'${physical}'`)
  return {
    sql: `SELECT toUnixTimestamp(a.p) p, toFloat64(a.rows) rows FROM (SELECT toStartOfInterval(ts, INTERVAL ${stepSeconds} SECOND) p, count() rows FROM ${rowTable(schema)} WHERE ${between('ts')} GROUP BY p) a
LEFT JOIN (SELECT p, if(count() = ${columns.length * (1 + span.segments)}, min(counted), 0) n FROM (SELECT p, seg, col, sum(n) counted FROM ${tables.panes} FINAL
  WHERE schema = ${schema.number} AND grid = ${grid} AND step = ${stepSeconds} AND col IN (${columns.join(', ')}) AND ${between('p')} GROUP BY p, seg, col) GROUP BY p) b USING p
WHERE a.rows != b.n ORDER BY p`,
    params: {},
  }
}
