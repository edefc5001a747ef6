import { type ModelDeclaration, type ModelSchema, tables } from '../../contract/index.ts'
import type { Engine, Params } from './engine.ts'
import { inferSchema, type Observation } from './infer-schema.ts'
import { type Lane, openLane } from './lane.ts'
import { rowTableOf } from './row-table.ts'
import type { StoreSettings } from './settings.ts'
import { createTable } from './table-ddl.ts'

/** What bounds the schemas of a model. */
export type SchemaSettings = Pick<StoreSettings, 'columnsMax' | 'schemasMax' | 'durability'>

const waitingMax = 10_000
const lanes = new WeakMap<Engine, Lane<null>>()

/** Numbers of schemas are given one after the other: two at once would take the same. */
function oneAtATime<Result>(engine: Engine, work: () => Promise<Result>): Promise<Result> {
  const lane = lanes.get(engine) ?? openLane([null], waitingMax)
  lanes.set(engine, lane)
  return lane.run(work)
}

/**
 * The schema under which rows like these are stored; its row table exists once resolved. The same observation again changes nothing. New columns or
 * a newly declared type make a new schema with a table of its own beside the old; everything else makes a revision of the same.
 *
 * @param at  now, milliseconds since 1970
 */
export function ensureSchema(engine: Engine, seen: Observation, settings: SchemaSettings, at: number): Promise<ModelSchema> {
  return oneAtATime(engine, async () => {
    const declaration = await readDeclaration(engine, seen.model)
    return ensure(engine, seen, { declaration, settings, at })
  })
}

interface Circumstances {
  readonly declaration: ModelDeclaration
  readonly settings: SchemaSettings
  readonly at: number
}

async function ensure(engine: Engine, seen: Observation, { declaration, settings, at }: Circumstances): Promise<ModelSchema> {
  const versions = await readSchemas(engine, 'model = {model:String} AND version = {version:String}', { model: seen.model, version: seen.version })
  const before = versions.at(-1) ?? null
  const bounds = { columnsMax: settings.columnsMax, mayGrow: versions.length < settings.schemasMax }
  const { schema, change } = inferSchema(seen, declaration, before, bounds)
  if (change === 'none') return schema
  const numbered = change === 'table' ? { ...schema, number: await nextNumber(engine) } : schema
  if (change === 'table') await engine.write(createTable(rowTableOf(numbered), settings.durability))
  await saveSchema(engine, numbered, at)
  return numbered
}

/** Also above tables whose schema was never saved, because the process ended in between. */
async function nextNumber(engine: Engine): Promise<number> {
  const [newest] = await engine.read<{ number: number }>(
    `SELECT greatest((SELECT max(number) FROM ${tables.schemas}),
      (SELECT max(toUInt32OrZero(substring(name, 6))) FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'rows_'))) AS number`,
  )
  return (newest?.number ?? 0) + 1
}

const saveSchema = (engine: Engine, schema: ModelSchema, at: number): Promise<void> =>
  engine.write(
    `INSERT INTO ${tables.schemas} (number, revision, model, version, schema, at)
    SELECT {number:UInt32}, (SELECT max(revision) + 1 FROM ${tables.schemas} WHERE number = {number:UInt32}), {model:String}, {version:String}, {schema:String},
      fromUnixTimestamp64Milli({at:Int64}, 'UTC')`,
    { number: schema.number, model: schema.model, version: schema.version, schema: JSON.stringify(schema), at },
  )

async function readSchemas(engine: Engine, where: string, params: Params): Promise<ModelSchema[]> {
  const rows = await engine.read<{ schema: string }>(`SELECT schema FROM ${tables.schemas} FINAL WHERE ${where} ORDER BY number`, params)
  return rows.map(row => JSON.parse(row.schema) as ModelSchema)
}

/** Every schema of every version of a model, or of all models: oldest first, so that the last of a version is in use. */
export const listSchemas = (engine: Engine, model?: string): Promise<ModelSchema[]> =>
  model === undefined ? readSchemas(engine, '1', {}) : readSchemas(engine, 'model = {model:String}', { model })

/** The schema that a model version is stored under now, or null. */
export async function latestSchema(engine: Engine, model: string, version: string): Promise<ModelSchema | null> {
  const schemas = await readSchemas(engine, 'model = {model:String} AND version = {version:String}', { model, version })
  return schemas.at(-1) ?? null
}

/** What people said about a model; empty when nobody did. */
export async function readDeclaration(engine: Engine, model: string): Promise<ModelDeclaration> {
  const sql = `SELECT declaration FROM ${tables.models} WHERE model = {model:String} ORDER BY revision DESC LIMIT 1`
  const [latest] = await engine.read<{ declaration: string }>(sql, { model })
  return latest ? (JSON.parse(latest.declaration) as ModelDeclaration) : {}
}

/** How the label of each known model is declared to be called; empty where nobody said. */
export async function declaredLabels(engine: Engine): Promise<Map<string, string>> {
  const seen = await engine.read<{ model: string }>(`SELECT DISTINCT model FROM ${tables.schemas}`)
  const said = await engine.read<{ model: string; declaration: string }>(
    `SELECT model, argMax(declaration, revision) AS declaration FROM ${tables.models} GROUP BY model`,
  )
  const labels = said.map(({ model, declaration }) => [model, (JSON.parse(declaration) as ModelDeclaration).label ?? ''] as const)
  return new Map([...seen.map(({ model }) => [model, ''] as const), ...labels])
}

/**
 * Records a declaration, which replaces the one before, and brings the newest schema of each version in line with it.
 *
 * @returns those schemas; with another number where a declared type needs a new table
 */
export function declareModel(engine: Engine, said: { readonly model: string; readonly declaration: ModelDeclaration }, settings: SchemaSettings, at: number) {
  return oneAtATime(engine, async (): Promise<ModelSchema[]> => {
    await saveDeclaration(engine, said, at)
    const newest = new Map((await listSchemas(engine, said.model)).map(schema => [schema.version, schema]))
    const changed: ModelSchema[] = []
    for (const { model, version } of newest.values()) {
      const seen = { model, version, columns: [], task: null, weighted: false }
      changed.push(await ensure(engine, seen, { declaration: said.declaration, settings, at }))
    }
    return changed
  })
}

const saveDeclaration = (engine: Engine, said: { readonly model: string; readonly declaration: ModelDeclaration }, at: number): Promise<void> =>
  engine.write(
    `INSERT INTO ${tables.models} (model, revision, declaration, at)
    SELECT {model:String}, (SELECT max(revision) + 1 FROM ${tables.models} WHERE model = {model:String}), {declaration:String}, fromUnixTimestamp64Milli({at:Int64}, 'UTC')`,
    { model: said.model, declaration: JSON.stringify(said.declaration), at },
  )
