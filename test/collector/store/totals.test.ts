import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, ensureSchema, insertLabels, insertRows, openStore, openTotals, StoreSettings, versionRows } from '../../../collector/store/store.ts'
import { defaults, type ModelSchema, rowTable } from '../../../contract/index.ts'
import { sampleBlock } from './sample.ts'

const startMs = Date.UTC(2026, 0, 1)
const dayMs = 86_400_000
const rows = 1_000_000

// A quarter of the usual memory, so that a million labels are to it what four million are to the usual one.
const memoryBytesMax = 2 ** 27

let folder: string
let engine: Engine
let schema: ModelSchema
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-test-'))
  engine = await openStore({ ...defaults(StoreSettings), data: folder, durability: 'page-cache', readMemoryBytesMax: memoryBytesMax }, Date.now)
  const columns = [{ name: 'x', side: 'input', values: [1] }] as const
  schema = await ensureSchema(engine, { model: 'many', version: '1', columns, task: null, weighted: false }, defaults(StoreSettings), startMs)
  // Row i stands at 0.5 s · i, so that the days hold 172,800 rows each and the last one fewer; every row but each tenth has a label, each fifth has two.
  const identity = 'reinterpretAsUUID(sipHash128(number)), 0, fromUnixTimestamp64Milli({startMs:Int64} + toInt64(number) * 500)'
  await engine.write(
    `INSERT INTO ${rowTable(schema)} (id, row, ts, batch, received) SELECT ${identity}, 1, fromUnixTimestamp64Milli({startMs:Int64}) FROM numbers({rows:UInt64})`,
    { startMs, rows },
  )
  const labels = 'INSERT INTO labels (model, label, id, row, ts, text, number, known_at, received)'
  const rest = "'1', 1, fromUnixTimestamp64Milli({startMs:Int64}), fromUnixTimestamp64Milli({startMs:Int64})"
  await engine.write(`${labels} SELECT 'many', '', ${identity}, ${rest} FROM numbers({rows:UInt64}) WHERE number % 10 != 0`, { startMs, rows })
  await engine.write(`${labels} SELECT 'many', 'other', ${identity}, ${rest} FROM numbers({rows:UInt64}) WHERE number % 5 = 1`, { startMs, rows })
}, 60_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const label = { row: 0, entityId: null, label: '', value: 1, knownAtNs: BigInt(startMs) * 1_000_000n, model: 'many' }
const nsAt = (day: number): bigint => BigInt(startMs + day * dayMs) * 1_000_000n

describe('totals', () => {
  it('count the rows with labels exactly where the labels do not fit into the memory of a read', async () => {
    const total = openTotals(engine)
    const last = new Date(startMs + (rows - 1) * 500).toISOString()
    const one = { model: 'many', version: '1', rows, firstEventAt: '2026-01-01T00:00:00.000Z', lastEventAt: last }
    expect(await total('many')).toEqual([{ ...one, labelled: 900_000 }])
    expect(await versionRows(engine)).toEqual([one])
    expect(await total('none')).toEqual([])
  }, 60_000)

  it('follow at once what comes: rows, labels, labels before their rows, and labels of no row', async () => {
    const total = openTotals(engine)
    const counts = async () => (await total()).map(({ rows: all, labelled }) => [all, labelled])
    expect(await counts()).toEqual([[1_000_000, 900_000]])
    await insertRows(engine, schema, sampleBlock(schema, [{ id: 'late', atNs: nsAt(2) }]))
    expect(await counts()).toEqual([[1_000_001, 900_000]])
    await insertLabels(engine, [{ ...label, inferenceId: 'late', eventTimeNs: nsAt(2) }], startMs + 1)
    expect(await counts()).toEqual([[1_000_001, 900_001]])
    await insertLabels(engine, [{ ...label, inferenceId: 'late', value: 2, eventTimeNs: nsAt(2) }], startMs + 1)
    await insertLabels(engine, [{ ...label, inferenceId: 'early', eventTimeNs: nsAt(40) }], startMs)
    expect(await counts()).toEqual([[1_000_001, 900_001]])
    await insertRows(engine, schema, sampleBlock(schema, [{ id: 'early', atNs: nsAt(40) }]))
    expect(await counts()).toEqual([[1_000_002, 900_002]])
    await insertLabels(engine, [{ ...label, model: 'another', inferenceId: 'late', eventTimeNs: nsAt(2) }], startMs + 2)
    expect(await counts()).toEqual([[1_000_002, 900_002]])
  }, 60_000)

  it('count again only the days that have changed', async () => {
    const asked: string[] = []
    const watched: Engine = { ...engine, read: (sql, ...rest) => (asked.push(sql), engine.read(sql, ...rest)) }
    const total = openTotals(watched)
    const joins = async () => {
      asked.length = 0
      await total()
      return asked.filter(sql => sql.includes(' IN (SELECT')).length
    }
    expect(await joins()).toBeGreaterThan(1)
    expect(await joins()).toBe(0)
    await insertLabels(engine, [{ ...label, inferenceId: 'late', label: 'third', eventTimeNs: nsAt(2) }], startMs + 3)
    expect(await joins()).toBe(1)
  }, 60_000)
})
