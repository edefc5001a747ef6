import { type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'
import { listSchemas } from './models.ts'

/** What is stored of a model version. Times are null without rows. */
export interface VersionRows {
  readonly model: string
  readonly version: string
  readonly rows: number
  readonly firstEventAt: string | null
  readonly lastEventAt: string | null
}

export interface VersionTotals extends VersionRows {
  /** Rows that have a label of the model on the day of their event time. */
  readonly labelled: number
}

/** Rows of every version of all models, or of one. Costs a look at the parts, not at the rows. */
export async function versionRows(engine: Engine, model?: string): Promise<VersionRows[]> {
  const versions: VersionRows[] = []
  for (const group of byVersion(await listSchemas(engine, model))) versions.push(await rowsOf(engine, group))
  return versions
}

function byVersion(schemas: readonly ModelSchema[]): ModelSchema[][] {
  return [...Map.groupBy(schemas, schema => JSON.stringify([schema.model, schema.version])).values()]
}

async function rowsOf(engine: Engine, schemas: readonly ModelSchema[]): Promise<VersionRows> {
  const { model, version } = schemas[0] as ModelSchema
  const one = (schema: ModelSchema): string => `SELECT count() c, min(ts) a, max(ts) z FROM ${rowTable(schema)}`
  const [sums] = await engine.read<{ rows: string; first: string; last: string }>(
    `SELECT sum(c) rows, toString(toUnixTimestamp64Milli(minIf(a, c > 0))) first, toString(toUnixTimestamp64Milli(maxIf(z, c > 0))) last
    FROM (${schemas.map(one).join(' UNION ALL ')})`,
  )
  const rows = Number(sums?.rows ?? 0)
  const timeOf = (ms: string | undefined) => (rows === 0 ? null : new Date(Number(ms)).toISOString())
  return { model, version, rows, firstEventAt: timeOf(sums?.first), lastEventAt: timeOf(sums?.last) }
}

/**
 * Totals of every version of all models, or of one, exact at each call. Which rows have a label is counted day by day, and a day again only
 * when its rows or labels have changed: the memory of a statement does not grow with what is stored.
 */
export function openTotals(engine: Engine): (model?: string) => Promise<VersionTotals[]> {
  const known = new Map<number, ReadonlyMap<number, LabelledDay>>()
  return async model => {
    const schemas = Map.groupBy(await listSchemas(engine, model), schema => schema.model)
    const totals: VersionTotals[] = []
    for (const [name, mine] of schemas) {
      const labels = await labelDays(engine, name)
      for (const group of byVersion(mine)) {
        for (const schema of group) known.set(schema.number, await labelledDays(engine, schema, { labels, before: known.get(schema.number) }))
        const labelled = group.flatMap(({ number }) => [...(known.get(number)?.values() ?? [])]).reduce((sum, day) => sum + day.labelled, 0)
        totals.push({ ...(await rowsOf(engine, group)), labelled })
      }
    }
    return totals
  }
}

interface LabelDay {
  /** As 20260131. */
  readonly day: number
  readonly labels: number
  /** Changes whenever rows or labels come. */
  readonly mark: string
}

interface LabelledDay extends LabelDay {
  readonly labelled: number
}

async function labelDays(engine: Engine, model: string): Promise<ReadonlyMap<number, LabelDay>> {
  const days = await engine.read<{ day: number; labels: string; newest: string }>(
    `SELECT toYYYYMMDD(ts) day, count() labels, toString(max(received)) newest FROM ${tables.labels} WHERE model = {model:String} GROUP BY day`,
    { model },
  )
  return new Map(days.map(({ day, labels, newest }) => [day, { day, labels: Number(labels), mark: `${labels} ${newest}` }]))
}

interface Before {
  readonly labels: ReadonlyMap<number, LabelDay>
  readonly before: ReadonlyMap<number, LabelledDay> | undefined
}

async function labelledDays(engine: Engine, schema: ModelSchema, { labels, before }: Before): Promise<ReadonlyMap<number, LabelledDay>> {
  const rows = await engine.read<{ day: number; rows: string }>(`SELECT toYYYYMMDD(ts) day, count() rows FROM ${rowTable(schema)} GROUP BY day ORDER BY day`)
  const now = rows.flatMap(({ day, rows: count }) => {
    const found = labels.get(day)
    return found ? [{ ...found, mark: `${count} ${found.mark}` }] : []
  })
  const after = new Map<number, LabelledDay>()
  const stale: LabelDay[] = []
  for (const one of now) {
    const same = before?.get(one.day)
    if (same?.mark === one.mark) after.set(one.day, same)
    else stale.push(one)
  }
  for (const chunk of chunksOf(stale)) {
    const counts = await countLabelled(engine, schema, chunk)
    for (const one of chunk) after.set(one.day, { ...one, labelled: counts.get(one.day) ?? 0 })
  }
  return after
}

/** So many labels are held in memory at once: some 50 MB. */
const labelsAtOnce = 500_000

/** Days in order, as many together as may be held at once; a larger one stands alone. */
function chunksOf(days: readonly LabelDay[]): LabelDay[][] {
  const chunks: LabelDay[][] = []
  let held = Number.POSITIVE_INFINITY
  for (const one of days) {
    if (held + one.labels > labelsAtOnce) {
      chunks.push([])
      held = 0
    }
    chunks.at(-1)?.push(one)
    held += one.labels
  }
  return chunks
}

/** A day with more labels than are held at once is counted part by part, by the hash of the id. */
async function countLabelled(engine: Engine, schema: ModelSchema, days: readonly LabelDay[]): Promise<ReadonlyMap<number, number>> {
  const parts = Math.ceil(days.reduce((sum, one) => sum + one.labels, 0) / labelsAtOnce)
  const counts = new Map<number, number>()
  const within = 'toYYYYMMDD(ts) >= {first:UInt32} AND toYYYYMMDD(ts) <= {last:UInt32} AND cityHash64(id) % {parts:UInt32} = {part:UInt32}'
  for (let part = 0; part < parts; part += 1) {
    const lines = await engine.read<{ day: number; labelled: string }>(
      `SELECT toYYYYMMDD(ts) day, count() labelled FROM ${rowTable(schema)} WHERE ${within}
      AND (toYYYYMMDD(ts), id, row) IN (SELECT toYYYYMMDD(ts), id, row FROM ${tables.labels} WHERE model = {model:String} AND ${within}) GROUP BY day`,
      { model: schema.model, first: days[0]?.day ?? 0, last: days.at(-1)?.day ?? 0, parts, part },
    )
    for (const { day, labelled } of lines) counts.set(day, (counts.get(day) ?? 0) + Number(labelled))
  }
  return counts
}
