import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Engine, openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults, type ModelSchema, rowTable } from '../../../contract/index.ts'
import { absentBits, absentText } from '../../../detectors/summaries/absent.ts'

/** One row of the small tables under test. */
export interface Row {
  readonly second: number
  readonly x: number
  readonly text: string
  readonly segment: string
  readonly weight: number
}

/** First second of the tables: an hour of 2026. */
export const start = 1_767_225_600

/** Not a name with holes in it but a column as users have them. */
export const schemaOf = (number: number, weighted: boolean): ModelSchema => ({
  model: "a'b\\",
  version: '1',
  number,
  task: 'binary_classification',
  columns: [
    { name: 'income "net"', physical: 'f_1', type: 'numeric', side: 'input', role: 'feature', reason: 'test', segment: false },
    { name: '__proto__', physical: 'c_2', type: 'category', side: 'input', role: 'feature', reason: 'test', segment: false },
    { name: 'region', physical: 'c_3', type: 'category', side: 'segment', role: 'segment', reason: 'test', segment: true },
  ],
  positive: '1',
  label: 'truth',
  groups: [],
  weighted,
})

const bits = new DataView(new ArrayBuffer(8))

/** A NaN whose bits say why it is absent. */
export function absent(reason: keyof typeof absentBits): number {
  bits.setBigUint64(0, absentBits[reason])
  return bits.getFloat64(0)
}

export const texts = ['a', 'b', '', "o'clock", absentText.missing, absentText.wrong] as const

/** A store in a folder of its own, removed with the test. */
export async function openTemporaryStore(): Promise<Engine> {
  const data = mkdtempSync(join(tmpdir(), 'plimsoll-'))
  const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, () => start * 1000)
  onTestFinished(async () => {
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  })
  return engine
}

export async function insertRows(engine: Engine, schema: ModelSchema, rows: readonly Row[]): Promise<void> {
  const table = rowTable(schema)
  const weight = schema.weighted ? ', weight Float64' : ''
  await engine.write(
    `CREATE TABLE ${table} (id UUID DEFAULT generateUUIDv4(), row UInt32, ts DateTime64(9, 'UTC'), f_1 Float64, c_2 LowCardinality(String), c_3 LowCardinality(String)${weight}) ENGINE = MergeTree ORDER BY ts`,
  )
  if (rows.length === 0) return
  await engine.insert(table, {
    rows: rows.length,
    columns: [
      { name: 'ts', type: "DateTime64(9, 'UTC')", values: rows.map(row => BigInt(start + row.second) * 1_000_000_000n) },
      { name: 'f_1', type: 'Float64', values: Float64Array.from(rows, row => row.x) },
      { name: 'c_2', type: 'LowCardinality(String)', values: rows.map(row => row.text) },
      { name: 'c_3', type: 'LowCardinality(String)', values: rows.map(row => row.segment) },
      ...(schema.weighted ? [{ name: 'weight', type: 'Float64', values: Float64Array.from(rows, row => row.weight) }] : []),
    ],
  })
}
