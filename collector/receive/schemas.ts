import { type Clock, type Column, type ColumnSide, Failure, type Inference, type ModelSchema, type Values } from '../../contract/index.ts'
import { type Engine, ensureSchema, latestSchema, listSchemas, type ObservedColumn, type StoreSettings } from '../store/store.ts'

/** Settings of the store that say how far a schema may grow. */
export type SchemaSettings = Pick<StoreSettings, 'columnsMax' | 'schemasMax' | 'durability'>

/** Schemas of the models that are being received, so that the store is only asked when something is new. */
export interface Schemas {
  /** @param inferences  of one model version, at least one */
  of(inferences: readonly Inference[]): Promise<ModelSchema>
  forget(model: string): void
}

interface Entry {
  readonly schema: ModelSchema
  /** Columns that the store has been asked about, also those for which it found no room. */
  readonly asked: Set<string>
  /** Columns of which no value has come yet. */
  readonly pending: readonly Column[]
  readonly at: number
}

/** Another collector may declare the model, and what is inferred ripens with the data. */
const freshMs = 10_000
const entriesMax = 1000
const valuesMax = 1000

export function newSchemas(engine: Engine, settings: SchemaSettings & { readonly versionsMax: number }, clock: Clock): Schemas {
  const entries = new Map<string, Entry>()
  return {
    async of(inferences) {
      const [{ model, version }] = inferences as readonly [Inference]
      const key = `${model}\0${version}`
      const entry = entries.get(key)
      if (entry && clock() - entry.at < freshMs && inferences.every(inference => isKnown(entry, inference))) return entry.schema
      if (!entry) await admit(engine, { model, version }, settings.versionsMax)
      const columns = observe(inferences)
      const seen = { model, version, columns, task: inferences[0]?.task ?? null, weighted: inferences.some(one => one.samplingRatio < 1) }
      const schema = await ensureSchema(engine, seen, settings, clock())
      if (entries.size >= entriesMax) entries.clear()
      const asked = new Set([...schema.columns, ...columns].map(keyOf))
      entries.set(key, { schema, asked, pending: schema.columns.filter(column => column.pending), at: clock() })
      return schema
    },
    forget(model) {
      for (const [key, { schema }] of entries) if (schema.model === model) entries.delete(key)
    },
  }
}

/** Each version has tables of its own, so a sender who makes up names must meet an end. @throws Failure TOO_LARGE */
async function admit(engine: Engine, { model, version }: Pick<ModelSchema, 'model' | 'version'>, versionsMax: number): Promise<void> {
  if (await latestSchema(engine, model, version)) return
  const versions = new Set((await listSchemas(engine)).map(schema => `${schema.model}\0${schema.version}`))
  if (versions.size >= versionsMax) throw new Failure('TOO_LARGE', `There are ${versionsMax} model versions already, no more are taken`)
}

const keyOf = ({ side, name }: { readonly side: ColumnSide; readonly name: string }): string => `${side}\0${name}`

function isKnown(entry: Entry, inference: Inference): boolean {
  if (inference.samplingRatio < 1 && !entry.schema.weighted) return false
  if (entry.pending.some(column => tells(column, inference))) return false
  const knows = (side: ColumnSide, names: Iterable<string>) => Iterator.from(names).every(name => entry.asked.has(keyOf({ side, name })))
  return knows('input', inference.inputs.keys()) && knows('output', inference.outputs.keys()) && knows('segment', inference.segments.keys())
}

/** It holds a value of a column of which there was none. */
function tells({ side, name }: Column, { inputs, outputs }: Inference): boolean {
  const values = side === 'input' ? inputs.get(name) : outputs.get(name)
  return values?.some(value => value !== null) ?? false
}

/** The columns of these inferences with the first of their values. */
function observe(inferences: readonly Inference[]): ObservedColumn[] {
  const columns = new Map<string, { name: string; side: ColumnSide; values: unknown[] }>()
  const add = (side: ColumnSide, name: string, values: Values): void => {
    const key = keyOf({ side, name })
    const column = columns.get(key) ?? { name, side, values: [] }
    columns.set(key, column)
    if (column.values.length < valuesMax) column.values.push(...values.slice(0, valuesMax))
  }
  for (const { inputs, outputs, segments } of inferences) {
    for (const [name, values] of inputs) add('input', name, values)
    for (const [name, values] of outputs) add('output', name, values)
    for (const [name, text] of segments) add('segment', name, [text])
  }
  return [...columns.values()]
}
