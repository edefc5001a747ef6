import {
  absentText,
  type Block,
  type BlockColumn,
  blockType,
  type Engine,
  ensureSchema,
  insertLabels,
  insertRows,
  rowColumns,
  type StoreSettings,
} from '../../collector/store/store.ts'
import type { ModelSchema } from '../../contract/index.ts'
import type { FlightModel } from '../../examples/model-server/model.ts'
import { scoreRows } from './answers.ts'
import { dayMs } from './calendar.ts'
import { classes, labelName, modelName, modelVersion } from './declaration.ts'
import type { Flights } from './flights.ts'
import { type Inputs, inferenceId, inputsOf, isLate, type Slot, slotsOf } from './traffic.ts'

export interface Past {
  readonly flights: Flights
  readonly shiftMs: number
  readonly story: string
}

/** One day of rows with their answers, in the shape in which they are stored. */
interface Day {
  readonly slots: readonly Slot[]
  readonly inputs: Inputs
  readonly scores: readonly number[]
  readonly answers: readonly string[]
}

/** Stores what the model saw and answered before the story, with the truth about it, as if the agent had been there: the baseline is learned from it. */
export async function storePast(engine: Engine, model: FlightModel, past: Past, settings: StoreSettings): Promise<number> {
  const days = Map.groupBy(slotsOf(past.flights), slot => Math.floor(slot.atMs / dayMs))
  let schema: ModelSchema | null = null
  for (const slots of days.values()) {
    const day = dayOf(model, past.flights, slots)
    schema ??= await ensureSchema(engine, observationOf(day), settings, Date.now())
    await insertRows(engine, schema, rowsOf(day, schema, past))
    await insertLabels(engine, labelsOf(day, past), Date.now())
  }
  return past.flights.scheduledMs.length
}

function dayOf(model: FlightModel, flights: Flights, slots: readonly Slot[]): Day {
  const whole = { atMs: slots[0]?.atMs ?? 0, from: slots[0]?.from ?? 0, to: slots.at(-1)?.to ?? 0 }
  const inputs = inputsOf(flights, whole, [])
  const scores = scoreRows(model, inputs)
  return { slots, inputs, scores, answers: scores.map(score => (score >= model.lateFrom ? classes.late : classes.onTime)) }
}

const columnsOf = ({ inputs, scores, answers }: Day) => [
  ...Object.entries(inputs as unknown as Record<string, (string | number | null)[]>).map(([name, values]) => ({ name, side: 'input' as const, values })),
  { name: 'late_probability', side: 'output' as const, values: scores },
  { name: 'late', side: 'output' as const, values: answers },
]

const observationOf = (day: Day) => ({ model: modelName, version: modelVersion, columns: columnsOf(day), task: null, weighted: false })

/** For every row of a day: its slot, and its place in the inference of that slot. */
const placesOf = ({ slots }: Day) => slots.flatMap(slot => Array.from({ length: slot.to - slot.from }, (_, row) => ({ slot, row })))

function rowsOf(day: Day, schema: ModelSchema, { shiftMs, story }: Past): Block {
  const places = placesOf(day)
  const ids = new Map(day.slots.map(slot => [slot, inferenceId(story, slot.atMs)]))
  const own: BlockColumn[] = [
    { name: 'id', type: rowColumns.id, values: places.map(({ slot }) => ids.get(slot) ?? '') },
    { name: 'row', type: rowColumns.row, values: Uint32Array.from(places, ({ row }) => row) },
    { name: 'ts', type: rowColumns.ts, values: BigInt64Array.from(places, ({ slot }) => BigInt(slot.atMs + shiftMs) * 1_000_000n) },
    { name: 'received', type: rowColumns.received, values: new BigInt64Array(places.length).fill(BigInt(Date.now())) },
  ]
  const seen = new Map(columnsOf(day).map(column => [`${column.side} ${column.name}`, column.values]))
  const columns = schema.columns.flatMap(column => {
    const values = seen.get(`${column.side} ${column.name}`)
    return values ? [{ name: column.physical, type: blockType(column), values: values.map(value => value ?? absentText.missing) }] : []
  })
  return { rows: places.length, columns: [...own, ...columns] }
}

const labelsOf = (day: Day, { flights, shiftMs, story }: Past) =>
  placesOf(day).map(({ slot, row }) => {
    const eventTimeNs = BigInt(slot.atMs + shiftMs) * 1_000_000n
    const value = isLate(flights.delayMinutes[slot.from + row] ?? 0) ? classes.late : classes.onTime
    return {
      inferenceId: inferenceId(story, slot.atMs),
      row,
      entityId: null,
      label: labelName,
      value,
      knownAtNs: eventTimeNs + BigInt(dayMs) * 1_000_000n,
      eventTimeNs,
      model: modelName,
    }
  })
