import { type Clock, type Column, type ColumnSide, type Inference, type ModelSchema, type Values } from '../../contract/index.ts'
import { type Engine, ensureSchema, latestSchema, listSchemas, type ObservedColumn, type SchemaSettings } from '../store/store.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Schemas of the models that are being received, so that the store is only asked when something is new. */
export interface Schemas {
  /**
   * @param inferences  of one model version, at least one
   * @returns a refusal when there are too many versions for a new one
   */
  of(inferences: readonly Inference[]): Promise<ModelSchema | Refusal>
  forget(model: string): void
}

interface Entry {
  readonly schema: ModelSchema
  /** Columns that the store has been asked about, also those for which it found no room. */
  readonly asked: Readonly<Record<ColumnSide, ReadonlySet<string>>>
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
  const admits = newAdmits(engine, settings.versionsMax, clock)
  return {
    async of(inferences) {
      const [{ model, version }] = inferences as readonly [Inference]
      const key = `${model}\0${version}`
      const entry = entries.get(key)
      if (entry && clock() - entry.at < freshMs && inferences.every(inference => isKnown(entry, inference))) return entry.schema
      if (!entry && !(await admits({ model, version })))
        return refusal('version', `There are ${settings.versionsMax} model versions already, no more are taken`)
      const columns = observe(inferences)
      const seen = { model, version, columns, task: inferences[0]?.task ?? null, weighted: inferences.some(one => one.samplingRatio < 1) }
      const schema = await ensureSchema(engine, seen, settings, clock())
      if (entries.size >= entriesMax) entries.clear()
      entries.set(key, { schema, asked: namesBySide([...schema.columns, ...columns]), pending: schema.columns.filter(column => column.pending), at: clock() })
      return schema
    },
    forget(model) {
      for (const [key, { schema }] of entries) if (schema.model === model) entries.delete(key)
    },
  }
}

/**
 * Each version has tables of its own, so a sender who makes up names must meet an end. Once there are enough, the store is
 * not asked for each name that was made up.
 */
function newAdmits(engine: Engine, versionsMax: number, clock: Clock): (of: Pick<ModelSchema, 'model' | 'version'>) => Promise<boolean> {
  let full: { readonly versions: ReadonlySet<string>; readonly at: number } | undefined
  return async ({ model, version }) => {
    const key = `${model}\0${version}`
    if (full && clock() - full.at < freshMs) return full.versions.has(key)
    if (await latestSchema(engine, model, version)) return true
    const versions = new Set((await listSchemas(engine)).map(schema => `${schema.model}\0${schema.version}`))
    if (versions.size < versionsMax) return true
    full = { versions, at: clock() }
    return versions.has(key)
  }
}

function isKnown(entry: Entry, inference: Inference): boolean {
  if (inference.samplingRatio < 1 && !entry.schema.weighted) return false
  if (entry.pending.some(column => tells(column, inference))) return false
  const { asked } = entry
  return knows(asked.input, inference.inputs) && knows(asked.output, inference.outputs) && knows(asked.segment, inference.segments)
}

/** Asked of every inference, so without making a key of side and name. */
function knows(asked: ReadonlySet<string>, columns: ReadonlyMap<string, unknown>): boolean {
  for (const name of columns.keys()) if (!asked.has(name)) return false
  return true
}

function namesBySide(columns: readonly { readonly side: ColumnSide; readonly name: string }[]): Entry['asked'] {
  const of = (side: ColumnSide) => new Set(columns.filter(column => column.side === side).map(column => column.name))
  return { input: of('input'), output: of('output'), segment: of('segment') }
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
    const key = `${side}\0${name}`
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
