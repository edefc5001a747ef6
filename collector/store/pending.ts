import { dayMs, type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import type { Engine, Params } from './engine.ts'
import { listSchemas } from './models.ts'

export interface Placed {
  readonly placed: number
  readonly pending: number
}

/** Which labels, and the rows of which they may be. Milliseconds since 1970. */
export interface PlaceQuestion {
  /** Labels received since then. */
  readonly receivedSince: number
  /** Rows received since then: what came before was searched before. */
  readonly rowsSince: number
  readonly at: number
}

/** Labels wait this long for their row. */
const waitMs = 90 * dayMs

/**
 * Places labels whose rows have come since they were sent. Call it after rows were received, with the moment of the call before.
 *
 * @param rowsSince  milliseconds since 1970; 0 searches all rows
 */
export const resolvePendingLabels = (engine: Engine, { rowsSince, at }: { readonly rowsSince: number; readonly at: number }): Promise<Placed> =>
  placeLabels(engine, { receivedSince: at - waitMs, rowsSince, at })

/**
 * Moves labels to the places of their rows, table by table. A label of an entity belongs to its last row before the truth was known, in each version
 * that judged it. Dying halfway does no harm: a label placed twice is the same label, and it waits on until it was placed.
 */
export async function placeLabels(engine: Engine, question: PlaceQuestion): Promise<Placed> {
  const params = { receivedSince: question.receivedSince, rowsSince: question.rowsSince, at: question.at }
  const before = await countWaiting(engine, params)
  if (before.total === 0) return { placed: 0, pending: 0 }
  const schemas = (await listSchemas(engine)).filter(schema => before.anyModel || before.models.has(schema.model))
  const found = await findTables(engine, schemas, params)
  if (found.length === 0) return { placed: 0, pending: before.total }
  for (const schema of found) await placeIn(engine, schema, params)
  await markPlaced(engine, params)
  const after = await countWaiting(engine, params)
  return { placed: before.total - after.total, pending: after.total }
}

const waiting = `${tables.pendingLabels} FINAL WHERE resolved = 0 AND received >= fromUnixTimestamp64Milli({receivedSince:Int64})`
const recent = 'received >= fromUnixTimestamp64Milli({rowsSince:Int64})'

async function countWaiting(engine: Engine, params: Params): Promise<{ total: number; anyModel: boolean; models: ReadonlySet<string> }> {
  const rows = await engine.read<{ model: string; labels: string }>(`SELECT model, count() AS labels FROM ${waiting} GROUP BY model`, params)
  const models = new Set(rows.map(row => row.model))
  return { total: rows.reduce((sum, row) => sum + Number(row.labels), 0), anyModel: models.has(''), models }
}

const tablesAtOnce = 64

/** Schemas with a row that some label may mean: a few statements for all tables, where placing takes two for each. */
async function findTables(engine: Engine, schemas: readonly ModelSchema[], params: Params): Promise<ModelSchema[]> {
  const found = new Set<number>()
  for (let from = 0; from < schemas.length; from += tablesAtOnce) {
    const some = schemas.slice(from, from + tablesAtOnce).map(
      schema => `SELECT toUInt32(${schema.number}) AS number FROM ${rowTable(schema)} WHERE ${recent}
        AND (id IN (SELECT id FROM ${waiting} AND entity = '') OR entity IN (SELECT entity FROM ${waiting} AND entity != '')) LIMIT 1`,
    )
    for (const { number } of await engine.read<{ number: number }>(some.join(' UNION ALL '), params)) found.add(number)
  }
  return schemas.filter(schema => found.has(schema.number))
}

async function placeIn(engine: Engine, schema: ModelSchema, params: Params): Promise<void> {
  const table = rowTable(schema)
  const mine = `(SELECT * FROM ${waiting} AND model IN ('', {model:String}))`
  const bound = { ...params, model: schema.model }
  const into = `INSERT INTO ${tables.labels} (model, label, id, row, ts, entity, text, number, known_at, received)`
  const rest = "p.text, p.number, p.known_at, fromUnixTimestamp64Milli({at:Int64}, 'UTC')"
  await engine.write(
    `${into} SELECT {model:String}, p.label, r.id, r.row, r.ts, r.entity, ${rest}
    FROM ${table} r INNER JOIN (SELECT * FROM ${mine} WHERE entity = '') p ON r.id = p.id AND r.row = p.row
    WHERE r.${recent} AND r.id IN (SELECT id FROM ${mine})`,
    bound,
  )
  await engine.write(
    `${into} SELECT {model:String}, p.label, last.1, last.2, last.3, p.entity, ${rest}
    FROM (
      SELECT p.entity AS entity, p.label AS label, p.text AS text, p.number AS number, p.known_at AS known_at, max((r.ts, r.id, r.row)) AS found, (found.2, found.3, found.1) AS last
      FROM ${table} r INNER JOIN (SELECT * FROM ${mine} WHERE entity != '') p ON r.entity = p.entity
      WHERE r.${recent} AND r.entity IN (SELECT entity FROM ${mine}) AND r.ts <= p.known_at
      GROUP BY entity, label, text, number, known_at
    ) p`,
    bound,
  )
}

/** What stands in `labels` is placed; rows that came in between are found the next time. */
const markPlaced = (engine: Engine, params: Params): Promise<void> =>
  engine.write(
    `INSERT INTO ${tables.pendingLabels} (model, label, id, row, entity, text, number, known_at, received, resolved)
    SELECT model, label, id, row, entity, text, number, known_at, received, 1 FROM ${waiting} AND (
      (entity = '' AND (id, row, label, known_at) IN (SELECT id, row, label, known_at FROM ${tables.labels} WHERE received = fromUnixTimestamp64Milli({at:Int64})))
      OR (entity != '' AND (entity, label, known_at) IN (SELECT entity, label, known_at FROM ${tables.labels} WHERE received = fromUnixTimestamp64Milli({at:Int64}))))`,
    params,
  )
