import { tables, type Verdict } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** The newest judgement of one series at one window length. Absent numbers are null. */
export interface LatestSignal {
  readonly model: string
  readonly version: string
  readonly detector: string
  readonly subject: string
  readonly segment: string
  readonly length: string
  readonly deciding: boolean
  readonly value: number | null
  readonly threshold: number | null
  readonly n: number
  readonly verdict: Verdict
  /** How far the reading is beyond its threshold for the smallest change it could have shown: -1 about the baseline, 0 the threshold; null when it cannot be said. */
  readonly nearness: number | null
}

const spanSeconds = 72 * 3600
/** A window that is longer may close less often; a month has 31 days at most. */
const longSeconds = 33 * 86_400

/**
 * The newest signal of every series of versions that were judged after `sinceMs`, from the last three days of event time of each version; of longer
 * windows, from as long as they are.
 * Alarms of deciding detectors first, then alarms, then by how near a reading is to its threshold, or how far beyond, for the smallest change that
 * it could have shown: a metric does not start from zero, and may alarm below. Where that is not known, by their ratio. A cut at `limit` hides the calmest.
 *
 * @param sinceMs  wall clock
 * @returns and `total`, how many there are
 */
export async function latestSignals(
  engine: Engine,
  wish: { readonly sinceMs: number; readonly limit: number; readonly model?: string },
): Promise<{ items: LatestSignal[]; total: number }> {
  const { sinceMs, limit, model } = wish
  const only = model === undefined ? '' : 'AND model = {model:String}'
  const rows = await engine.read<Record<string, unknown>>(
    // The bound over all versions comes first: it spares the join most of a long history.
    `WITH newest AS (SELECT model, version, max(closed) AS until FROM ${tables.signals} WHERE at >= fromUnixTimestamp64Milli({sinceMs:Int64}) ${only} GROUP BY model, version)
    SELECT model, version, any(detector) AS detector, any(subject) AS subject, any(segment) AS segment, length,
      argMax((value, threshold, verdict, n, deciding, smallest), (closed, revision)) AS last, count() OVER () AS total,
      if(last.6 > 0, if(last.3 = 'alarm', 1, -1) * abs(last.1 - last.2) / last.6, abs(last.1) / abs(last.2) - 1) AS nearness
    FROM ${tables.signals} INNER JOIN newest USING (model, version)
    WHERE closed > (SELECT min(until) FROM newest) - if(closed - opened > ${spanSeconds}, ${longSeconds}, ${spanSeconds})
      AND closed > until - greatest(${spanSeconds}, closed - opened) ${only}
    GROUP BY model, version, series, length
    ORDER BY last.3 = 'alarm' AND last.5 = 1 DESC, last.3 = 'alarm' DESC, if(isFinite(nearness), nearness, -inf) DESC, model, version, series, length
    LIMIT {limit:UInt32}`,
    { sinceMs, limit, ...(model === undefined ? {} : { model }) },
  )
  return { items: rows.map(signalOf), total: Number(rows[0]?.['total'] ?? 0) }
}

type Last = readonly [value: number | null, threshold: number | null, verdict: Verdict, n: number, deciding: number]

function signalOf(row: Record<string, unknown>): LatestSignal {
  const [value, threshold, verdict, n, deciding] = lastOf(row['last'])
  const text = (name: string): string => String(row[name])
  return {
    model: text('model'),
    version: text('version'),
    detector: text('detector'),
    subject: text('subject'),
    segment: text('segment'),
    length: text('length'),
    value,
    threshold,
    verdict,
    n: n ?? 0,
    deciding: deciding === 1,
    nearness: typeof row['nearness'] === 'number' && Number.isFinite(row['nearness']) ? row['nearness'] : null,
  }
}

/** A tuple comes as an object by position, or as a list, by the engine's version. */
const lastOf = (last: unknown): Last => (Array.isArray(last) ? last : Object.values(last as object)) as unknown as Last
