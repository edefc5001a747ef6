import { type Block, type Engine, quoted } from '../../collector/store/store.ts'
import type { FlightModel } from '../../examples/model-server/model.ts'
import { scoreRows } from './answers.ts'
import { classes, labelName } from './declaration.ts'
import type { Flights } from './flights.ts'
import { inputsOf, isLate } from './traffic.ts'

const columns = {
  time: "DateTime('UTC')",
  scheduled_hour: 'UInt8',
  weekday: 'LowCardinality(String)',
  distance: 'UInt16',
  destination_delays: 'Float64',
  origin: 'LowCardinality(String)',
  destination: 'LowCardinality(String)',
  late_probability: 'Float64',
  late: 'LowCardinality(String)',
  [labelName]: 'LowCardinality(String)',
} as const

/** Fills the table `scored` with what the model sees, what it answers, and what came true. Times are those of the data. @returns the scores, a row each */
export async function storeScored(engine: Engine, model: FlightModel, flights: Flights): Promise<number[]> {
  const definition = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
  await engine.write(`CREATE OR REPLACE TABLE scored (${definition.join(', ')}) ENGINE = MergeTree ORDER BY time`)
  const whole = { atMs: flights.scheduledMs[0] ?? 0, from: 0, to: flights.scheduledMs.length }
  const inputs = inputsOf(flights, whole, [])
  const scores = scoreRows(model, inputs)
  const values: Record<keyof typeof columns, ArrayLike<unknown>> = {
    ...inputs,
    time: Uint32Array.from(flights.scheduledMs, scheduled => scheduled / 1000),
    late_probability: Float64Array.from(scores),
    late: scores.map(score => (score >= model.lateFrom ? classes.late : classes.onTime)),
    [labelName]: flights.delayMinutes.map(minutes => (isLate(minutes) ? classes.late : classes.onTime)),
  }
  const block: Block = {
    rows: scores.length,
    columns: Object.entries(columns).map(([name, type]) => ({ name, type, values: values[name as keyof typeof columns] })),
  }
  await engine.insert('scored', block)
  return scores
}

/** Writes the table `scored` as a Parquet file with the time of the story. */
export const writeScored = (engine: Engine, file: string, shiftMs: number): Promise<void> =>
  engine.write(`INSERT INTO FUNCTION file(${quoted(file)}, Parquet)
    SELECT toString(time + ${Math.round(shiftMs / 1000)}) || 'Z' AS time, * EXCEPT time FROM scored ORDER BY scored.time`)
