import type { Engine } from '../../collector/store/store.ts'
import { type Reading, type Sequential, type SequentialAlarm, sequentialSettings } from '../../contract/index.ts'
import type { PlannedColumn } from '../compare/plan.ts'
import type { Rows } from './rows.ts'

/** An alarm of a detector that reads row by row. */
export interface RowAlarm extends Reading {
  /** 0-based row of the file. */
  readonly row: number
}

/** Values that one statement reads. */
const valuesAtOnce = 500_000

/** Alarms that are kept of one detector on one column; the others are counted. */
const alarmsMax = 10_000

export interface RowAlarms {
  readonly alarms: readonly RowAlarm[]
  /** Beyond those that are kept. */
  readonly more: number
}

/**
 * Runs a detector over every number of a column, from the first row on. Warnings are no alarms. Holds 500,000 values, the detector's state and 10,000
 * alarms, whatever the length of the file.
 */
export async function rowAlarms(engine: Engine, rows: Rows, column: PlannedColumn, detector: Sequential): Promise<RowAlarms> {
  const settings = sequentialSettings(detector)
  let state = detector.start(settings)
  const alarms: RowAlarm[] = []
  let more = 0
  for (let from = 0; from < rows.rows; from += valuesAtOnce) {
    const [line] = await engine.read<{ x: (number | null)[] }>(
      `SELECT groupArray(v) x FROM (SELECT toFloat64(${column.physical}) v FROM ${rows.table} WHERE row >= ${from} AND row < ${from + valuesAtOnce} ORDER BY row)`,
    )
    const values = Float64Array.from(line?.x ?? [], value => value ?? Number.NaN)
    const folded = detector.fold(state, values, settings)
    state = folded.state
    const drifts = folded.alarms.filter(({ kind, index }) => kind === 'drift' && from + index >= rows.earlier)
    const kept = drifts.slice(0, alarmsMax - alarms.length)
    more += drifts.length - kept.length
    for (const alarm of kept) {
      const n = from + alarm.index + 1
      alarms.push({ ...readingOf(detector, column, alarm), n, nEff: n, row: n - 1 - rows.earlier })
    }
  }
  return { alarms, more }
}

const readingOf = (detector: Sequential, { name }: PlannedColumn, { statistic, threshold, direction }: SequentialAlarm): Omit<Reading, 'n' | 'nEff'> => ({
  detector: detector.name,
  subject: name,
  segment: '',
  value: sayable(statistic),
  low: null,
  high: null,
  baselineN: 0,
  pValue: null,
  threshold: sayable(threshold),
  smallest: null,
  resolution: 0,
  verdict: 'alarm',
  reason: direction === 'other' ? 'the stream changed' : `the stream went ${direction}`,
  notes: ['row by row, with settings of its own: outside of the budget'],
  unit: '1',
})

const sayable = (value: number): number | null => (Number.isFinite(value) ? value : null)
