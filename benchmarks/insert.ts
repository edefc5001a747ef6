/**
 * Rows into a row table by two roads: our Native block through a file, and JSONEachRow as the client does it. Rounds alternate, so that both meet the
 * same machine; what counts is CPU time of the process, engine and encoding together.
 *
 * Run: node benchmarks/insert.ts [rows] [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { type Block, blockType, type Engine, ensureSchema, insertRows, openStore, rowColumns, StoreSettings, storedId } from '../collector/store/store.ts'
import { defaults, type ModelSchema, rowTable } from '../contract/index.ts'

const numbers = 16
const categories = 4
const names = ['Oslo', 'Bergen', 'Trondheim', 'Stavanger', 'Tromsø']

export interface InsertFigures {
  readonly rows: number
  readonly nativeRowsPerCpuSecond: number
  readonly jsonRowsPerCpuSecond: number
  readonly ratio: number
}

/** Median rows per CPU second of both roads. */
export async function measureInsert(rows: number, rounds: number): Promise<InsertFigures> {
  const data = mkdtempSync(join(tmpdir(), 'plimsoll-insert-'))
  const settings = { ...defaults(StoreSettings), data }
  const engine = await openStore(settings, Date.now)
  const client = createClient({ connection: createChdbConnection({ path: data }) as unknown as NonNullable<ClickHouseClientConfigOptions['connection']> })
  try {
    const schema = await ensureSchema(engine, { model: 'speed', version: '1', columns: observed(), task: null, weighted: false }, settings, 0)
    const roads = { native: nativeRoad(engine, schema, rows), json: jsonRoad(client, `${settings.database}.${rowTable(schema)}`, schema, rows) }
    for (const road of Object.values(roads)) await road()
    const cpu: Record<keyof typeof roads, number[]> = { native: [], json: [] }
    for (let round = 0; round < rounds; round++) {
      for (const name of ['native', 'json'] as const) cpu[name].push(await cpuSeconds(roads[name]))
    }
    const native = rows / median(cpu.native)
    const json = rows / median(cpu.json)
    return { rows, nativeRowsPerCpuSecond: Math.round(native), jsonRowsPerCpuSecond: Math.round(json), ratio: Math.round((native / json) * 10) / 10 }
  } finally {
    await client.close()
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  }
}

const observed = () => [
  ...Array.from({ length: numbers }, (_, at) => ({ name: `number ${at}`, side: 'input' as const, values: [0.5] })),
  ...Array.from({ length: categories }, (_, at) => ({ name: `category ${at}`, side: 'input' as const, values: ['Oslo'] })),
]

const startNs = 1_767_225_600_000_000_000n

/** The same values on both roads, and other ones in every row; made before the clock starts, as a decoder or a program has them. */
const numberAt = (row: number, column: number): number => Math.sin(row * (column + 1)) * 1000
const textAt = (row: number, column: number): number => (row * (column + 3)) % names.length

function nativeRoad(engine: Engine, schema: ModelSchema, rows: number): () => Promise<void> {
  const fixed = {
    id: Array.from({ length: rows }, (_, row) => storedId(`request ${row}`).id),
    ts: BigInt64Array.from({ length: rows }, (_, row) => startNs + BigInt(row)),
    batch: new Uint8Array(16 * rows),
  }
  const own = schema.columns.map((column, at) => ({
    name: column.physical,
    type: blockType(column),
    ...(column.type === 'numeric'
      ? { values: Float64Array.from({ length: rows }, (_, row) => numberAt(row, at)) }
      : { values: Uint8Array.from({ length: rows }, (_, row) => textAt(row, at)), dictionary: names }),
  }))
  const columns = [...Object.entries(fixed).map(([name, values]) => ({ name, type: rowColumns[name as keyof typeof fixed], values })), ...own]
  return () => insertRows(engine, schema, { rows, columns } satisfies Block)
}

function jsonRoad(client: ReturnType<typeof createClient>, table: string, schema: ModelSchema, rows: number): () => Promise<void> {
  const values = Array.from({ length: rows }, (_, row) => {
    const own = schema.columns.map((column, at) => [column.physical, column.type === 'numeric' ? numberAt(row, at) : names[textAt(row, at)]])
    return { id: storedId(`request ${row}`).id, ts: String(startNs + BigInt(row)), batch: '0', ...Object.fromEntries(own) }
  })
  return async () => void (await client.insert({ table, values, format: 'JSONEachRow' }))
}

async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [rows = 100_000, rounds = 5] = process.argv.slice(2).map(Number)
  console.log(JSON.stringify(await measureInsert(rows, rounds)))
}
