/**
 * From HTTP request to stored row by two roads, the same rows on both: OTLP protobuf through the receive room, and the usual road of
 * JSON.parse and JSONEachRow. Both gzip, both grouped alike, into the same embedded store. Rounds alternate; what counts is CPU time of
 * this process (the client has its own), engine included.
 *
 * Run: node benchmarks/receive.ts [requests] [rows of a request] [rounds]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { fastify } from 'fastify'
import { Registry } from 'prom-client'
import { receiveRoutes } from '../collector/receive/receive.ts'
import { ReceiveSettings } from '../collector/receive/settings.ts'
import { type Engine, latestSchema, openStore, StoreSettings } from '../collector/store/store.ts'
import { defaults, type ModelSchema, paths, rowTable } from '../contract/index.ts'
import { jsonRoad } from './receive/json-road.ts'
import type { Road } from './receive/payload.ts'

export interface ReceiveFigures {
  readonly rows: number
  readonly protobufRowsPerCpuSecond: number
  readonly jsonRowsPerCpuSecond: number
  readonly ratio: number
  /** Rows in the store beyond those that were sent, or short of them. */
  readonly stored: number
}

export interface ReceiveSize {
  readonly requests: number
  /** Of one request. */
  readonly rows: number
  readonly rounds: number
}

/** Median rows per CPU second of both roads; the first round of each warms up and does not count. */
export async function measureReceive({ requests, rows, rounds }: ReceiveSize): Promise<ReceiveFigures> {
  const data = mkdtempSync(join(tmpdir(), 'plimsoll-receive-bench-'))
  const settings = { ...defaults(StoreSettings), data }
  const engine = await openStore(settings, Date.now)
  const ours = fastify()
  await ours.register(
    // A start is over soon; what is measured is the rest of the day.
    receiveRoutes({
      engine,
      settings: { ...defaults(ReceiveSettings), probeMs: 0, behindMsMax: 36_500 * 86_400_000 },
      schemaSettings: settings,
      registry: new Registry(),
      clock: Date.now,
    }),
  )
  const sender = fork(new URL('./receive/sender.ts', import.meta.url))
  const client = createClient({ connection: createChdbConnection({ path: data }) as unknown as NonNullable<ClickHouseClientConfigOptions['connection']> })
  try {
    const urls: Record<Road, string> = { protobuf: (await ours.listen({ host: '127.0.0.1', port: 0 })) + paths.logs, json: '' }
    const send = (road: Road, name: string): Promise<number> => cpuOf(sender, { url: urls[road], road, name, requests, rows })
    await send('protobuf', 'warm')
    const schema = await schemaOf(engine)
    const theirs = jsonRoad(client, settings.database, schema).listen(0, '127.0.0.1')
    await once(theirs, 'listening')
    urls.json = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/`
    await send('json', 'warm')
    const cpu: Record<Road, number[]> = { protobuf: [], json: [] }
    for (let round = 0; round < rounds; round++) for (const road of ['protobuf', 'json'] as const) cpu[road].push(await send(road, `round ${round}`))
    theirs.close()
    const [protobuf, json] = [median(cpu.protobuf), median(cpu.json)].map(seconds => (requests * rows) / seconds) as [number, number]
    const figures = { protobufRowsPerCpuSecond: Math.round(protobuf), jsonRowsPerCpuSecond: Math.round(json), ratio: Math.round((protobuf / json) * 10) / 10 }
    return { rows: requests * rows, ...figures, stored: await countOf(engine, schema) }
  } finally {
    sender.kill()
    await ours.close()
    await client.close()
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function schemaOf(engine: Engine): Promise<ModelSchema> {
  const schema = await latestSchema(engine, 'speed', '1')
  if (!schema) throw new Error('Nothing was stored')
  return schema
}

async function countOf(engine: Engine, schema: ModelSchema): Promise<number> {
  const [found] = await engine.read<{ rows: string }>(`SELECT count() AS rows FROM ${rowTable(schema)}`)
  return Number(found?.rows ?? 0)
}

/** Waits for the client's next word. @throws Error when it ended instead */
async function heard(sender: ChildProcess): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  const ended = once(sender, 'exit', { signal }).then(() => {
    throw new Error('The client ended early')
  })
  try {
    await Promise.race([once(sender, 'message', { signal }), ended])
  } finally {
    stop.abort()
  }
}

/** CPU seconds of this process from the first request to the last answer. */
async function cpuOf(sender: ChildProcess, order: object): Promise<number> {
  sender.send(order)
  await heard(sender)
  const before = process.cpuUsage()
  sender.send('send')
  await heard(sender)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [requests = 100, rows = 1000, rounds = 5] = process.argv.slice(2).map(Number)
  console.log(JSON.stringify(await measureReceive({ requests, rows, rounds })))
}
