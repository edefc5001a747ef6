import { expect } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import { listSignals, type StoredSignal } from '../../../collector/store/store.ts'
import { openTestStore } from '../../setup/store.ts'
import { type Plain, type PlainRecord, protobufRequest } from '../receive/otlp-bytes.ts'
import { clock, listen } from '../receive/receiver.ts'
import { postLogs } from '../receive/sender.ts'
import { dayMs, minuteMs, monday, openWatch } from './flights.ts'

const everyMs = 15 * minuteMs
const batchSize = 20
/** Rows of one day. */
export const perDay = (dayMs / everyMs) * batchSize
export const twoDays = { fromMs: monday, toMs: monday + 2 * dayMs }

/** A day of inferences of 20 rows each as OTLP, one every quarter of an hour. */
export async function sendDay(url: string, day: number, inputs: (row: number) => Readonly<Record<string, Plain>>): Promise<void> {
  const records: PlainRecord[] = []
  for (let at = 0; at < dayMs / everyMs; at++) {
    const rows = Array.from({ length: batchSize }, (_, row) => inputs(at * batchSize + row))
    const columns = Object.keys(rows[0] ?? {}).map(name => [name, rows.map(row => row[name] ?? null)] as const)
    const attributes: [string, Plain][] = [
      ['ml.model.name', 'opinions'],
      ['ml.model.version', '1'],
      ['ml.inference.id', `${day} ${at}`],
      ['ml.inference.batch.size', BigInt(batchSize)],
      ['ml.inputs', { map: columns }],
      ['ml.outputs', { map: [['score', rows.map((_, row) => (row + 0.5) / batchSize)]] }],
    ]
    records.push({ event: 'ml.inference', timeNs: BigInt(monday + day * dayMs + at * everyMs + 30_000) * 1_000_000n, attributes })
  }
  const response = await postLogs(url, protobufRequest(records))
  expect(response.status).toBe(200)
}

/** Of the deciding detectors, on a window from midnight to midnight. */
export async function signalsOfDay(engine: Engine, day: number, subject: string): Promise<StoredSignal[]> {
  const { items } = await listSignals(engine, { subject, length: '24h', deciding: true, segment: '' }, { limit: 10_000 })
  return items.filter(({ window }) => Date.parse(window.to) === monday + (day + 1) * dayMs)
}

/** A generator of whole numbers below `below` with a seed: Lehmer's, 48271 modulo 2^31 - 1. */
export function rolls(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** A collector on an embedded store: what receives, and what watches. */
export async function openWritten() {
  const { engine, remove } = await openTestStore()
  const receiver = await listen(engine)
  const watch = await openWatch(engine, clock, { baselineAfterMs: 0 })
  const close = async (): Promise<void> => {
    await watch.close()
    await receiver.close()
    await engine.close()
    await remove()
  }
  return { engine, receiver, watch, close }
}

export type Written = Awaited<ReturnType<typeof openWritten>>
