import { type ModelSchema, rowTable } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** Rows of one minute of event time that were received lately. */
export interface Arrival {
  readonly startMs: number
  readonly rows: number
  readonly newestMs: number
  readonly receivedMs: number
}

/** Minutes of event time in [fromMs, untilMs] with rows received at `sinceMs` or later, oldest first. */
export async function findArrivals(
  engine: Engine,
  schema: ModelSchema,
  wish: { readonly sinceMs: number; readonly fromMs: number; readonly untilMs: number },
): Promise<Arrival[]> {
  const lines = await engine.read<{ p: number; n: string; newest: string; at: string }>(
    `SELECT toUnixTimestamp(toStartOfMinute(ts)) p, count() n, toUnixTimestamp64Milli(max(ts)) newest, toUnixTimestamp64Milli(max(received)) at FROM ${rowTable(schema)}
    WHERE received >= fromUnixTimestamp64Milli({sinceMs:Int64}) AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}) AND ts <= fromUnixTimestamp64Milli({untilMs:Int64})
    GROUP BY p ORDER BY p`,
    wish,
  )
  return lines.map(line => ({ startMs: line.p * 1000, rows: Number(line.n), newestMs: Number(line.newest), receivedMs: Number(line.at) }))
}
