import { fileURLToPath } from 'node:url'
import { query } from 'chdb'

const stepMs = 300_000
export const januaryMs = { fromMs: Date.UTC(2001, 0, 1), toMs: Date.UTC(2001, 1, 1) }

/** Flights of one 5-minute slice, by column. */
export interface Slice {
  readonly distance: Float64Array
  readonly origin: readonly string[]
  readonly destination: readonly string[]
}

interface Answer {
  readonly slot: string
  readonly distance: number[]
  readonly origin: string[]
  readonly destination: string[]
}

/**
 * The flights of January 2001 of vega-datasets, by 5 minutes of their scheduled time. `date` is near the actual time, so
 * the scheduled one is `date` less `delay`.
 */
export function readJanuary(): Map<number, Slice> {
  const file = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url))
  const answer = query(
    `SELECT toString(toUnixTimestamp(toStartOfFiveMinutes(date - toIntervalMinute(delay)))) AS slot, groupArray(toInt32(distance)) AS distance,
            groupArray(assumeNotNull(origin)) AS origin, groupArray(assumeNotNull(destination)) AS destination
     FROM file('${file.replaceAll("'", "\\'")}', Parquet)
     WHERE date < '2001-02-03' AND slot >= '${januaryMs.fromMs / 1000}' AND slot < '${januaryMs.toMs / 1000}'
     GROUP BY slot ORDER BY slot`,
    'JSONEachRow',
  )
  const slices = new Map<number, Slice>()
  for (const line of answer.split('\n')) {
    if (line === '') continue
    const { slot, distance, origin, destination } = JSON.parse(line) as Answer
    slices.set(Number(slot) * 1000, { distance: Float64Array.from(distance), origin, destination })
  }
  return slices
}

export { stepMs as sliceMs }
