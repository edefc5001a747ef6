import type { Engine } from '../../collector/store/store.ts'
import { dayMs } from '../../contract/index.ts'
import { classes, labelName } from './declaration.ts'
import { january } from './flights.ts'

/** An alarm, in the terms of the source: its window in the time of the data. */
export interface Question {
  readonly detector: string
  readonly subject: string
  /** `origin=XXX`, or empty. */
  readonly segment: string
  readonly fromMs: number
  readonly toMs: number
}

/** What the source says: the value of the window beside the least and greatest of January's windows at the same time of day. */
export interface SourceAnswer {
  readonly measure: string
  readonly value: number | null
  readonly least: number | null
  readonly greatest: number | null
  /** Beyond anything that January had. */
  readonly real: boolean
}

const categories = new Set(['origin', 'destination', 'weekday', 'late'])
const numbers = new Set(['distance', 'scheduled_hour', 'destination_delays', 'late_probability'])
const truth = `(${labelName} = '${classes.late}')`
const chance = `least(greatest(late_probability, 1e-6), 1 - 1e-6)`

/** Measures of labels and traffic, one aggregate each. */
const ofRows: Readonly<Record<string, string>> = {
  'performance/auc': `arrayAUC(groupArray(late_probability), groupArray(${truth}))`,
  'performance/accuracy': `avg(late = ${labelName})`,
  'performance/brier': `avg(pow(late_probability - ${truth}, 2))`,
  'performance/logloss': `avg(-log(if(${truth}, ${chance}, 1 - ${chance})))`,
  'quality/volume': 'count()',
}

const past = `time >= toDateTime(${january.fromMs / 1000}, 'UTC') AND time < toDateTime(${january.toMs / 1000}, 'UTC')`

/** Aggregate for one column; null where another way is needed. */
function ofColumn(detector: string, column: string): string | null {
  if (numbers.has(column)) {
    if (detector === 'drift/mean-score') return `avg(${column})`
    if (detector === 'drift/spread') return `stddevPop(${column})`
    const [low, high] = ['min', 'max'].map(edge => `(SELECT ${edge}(${column}) FROM scored WHERE ${past})`)
    if (detector === 'quality/range') return `avg(${column} < ${low} OR ${column} > ${high})`
  }
  return detector === 'quality/unseen' && categories.has(column) ? `avg(${column} NOT IN (SELECT ${column} FROM scored WHERE ${past}))` : null
}

const shares = [...Array(15).keys()].map(step => (step + 1) / 16).join()
const cellOf = (column: string): string =>
  categories.has(column)
    ? `toString(${column})`
    : `toString(roundDown(${column}, (SELECT arrayConcat([-1e9], quantilesExact(${shares})(toFloat64(${column}))) FROM scored WHERE ${past})))`

/** Total variation between the shares of January and of each window: how many rows would have to move. */
const moved = (column: string, windows: string): string => `
  SELECT day, 0.5 * (sum(abs(share - usual)) + 1 - sum(usual)) AS value FROM (
    SELECT day, cell, count() / sum(count()) OVER (PARTITION BY day) AS share FROM (SELECT *, ${cellOf(column)} AS cell FROM (${windows})) GROUP BY day, cell)
  LEFT JOIN (SELECT ${cellOf(column)} AS cell, count() / (SELECT count() FROM scored WHERE ${past}) AS usual FROM scored WHERE ${past} GROUP BY cell) AS january USING cell
  GROUP BY day`

/**
 * Asks the source, without anything of the collector: is the window beyond all of January's at the same time of day? The table `scored` holds January and
 * the story, without the faults. Null when the source cannot tell, as for missing values, of which it has none.
 */
export async function askSource(engine: Engine, question: Question): Promise<SourceAnswer | null> {
  const { detector, subject, segment, fromMs, toMs } = question
  const airport = segment.startsWith('origin=') ? segment.slice('origin='.length) : ''
  const windows = `
    SELECT *, intDiv(toUnixTimestamp(time) - {phase:UInt32}, 86400) AS day FROM scored
    WHERE (toUnixTimestamp(time) - {phase:UInt32}) % 86400 < {seconds:UInt32} AND ({airport:String} = '' OR origin = {airport:String})
      AND ((${past} AND day >= {first:UInt32}) OR (time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({to:UInt32}, 'UTC')))`
  const aggregate = ofRows[detector] ?? ofColumn(detector, subject)
  if (aggregate === null && !(detector.startsWith('drift/') && (categories.has(subject) || numbers.has(subject)))) return null
  const values = aggregate === null ? moved(subject, windows) : `SELECT day, ${aggregate} AS value FROM (${windows}) GROUP BY day`
  const rows = await engine.read<{ day: string; value: number | null }>(
    `SELECT toString(day) AS day, toFloat64(value) AS value FROM (${values}) ORDER BY day`,
    {
      phase: Math.floor((fromMs % dayMs) / 1000),
      first: Math.floor(january.fromMs / dayMs),
      seconds: Math.round((toMs - fromMs) / 1000),
      from: fromMs / 1000,
      to: toMs / 1000,
      airport,
    },
  )
  return compare(aggregate ?? 'total variation', rows, String(Math.floor(fromMs / dayMs)))
}

function compare(measure: string, rows: readonly { day: string; value: number | null }[], day: string): SourceAnswer {
  const value = rows.find(row => row.day === day)?.value ?? null
  const usual = rows.flatMap(row => (row.day === day || row.value === null ? [] : [row.value]))
  const [least, greatest] = usual.length > 0 ? [Math.min(...usual), Math.max(...usual)] : [null, null]
  const real = value !== null && least !== null && greatest !== null && (value < least || value > greatest)
  return { measure, value, least, greatest, real }
}
