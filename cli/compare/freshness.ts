import { Failure, type FreshnessSummary, type Reading } from '../../contract/index.ts'
import freshness from '../../detectors/summaries/from-rows/freshness.ts'
import { duration } from '../backtest/text.ts'
import type { Judging } from './budget.ts'
import { type LoadedTables, placed } from './loaded-tables.ts'
import type { Named } from './named.ts'
import { readingsOver, readKind, unweighted } from './row-kinds.ts'

/** @throws Failure CONFIG for what is no time, or without a column of times */
export function readNow(text: string | null, time: string | null): number | null {
  if (text === null) return null
  if (time === null) throw new Failure('CONFIG', '--now needs --time COLUMN beside it')
  const ms = Date.parse(text)
  if (!/^\d{4}-\d{2}-\d{2}([T ].+)?$/.test(text) || Number.isNaN(ms)) throw new Failure('CONFIG', `--now ${text}: say a time as 2026-01-31T12:00:00Z`)
  return Math.ceil(ms / 1000)
}

interface Fresh {
  readonly readings: readonly Reading[]
  readonly notes: readonly string[]
}

/**
 * What the times of both files tell: the newest row and the longest pause. How old the newest row is, is judged where somebody says when now is: two
 * files that are compared may both be old.
 */
export async function readFreshness(tables: LoadedTables, { time, now }: Pick<Named, 'time' | 'now'>, judging: Judging): Promise<Fresh> {
  const read = async (table: string, span: { readonly from: number; readonly to: number } | null): Promise<FreshnessSummary | undefined> =>
    (await readKind(tables, freshness, { plan: {}, table: placed(table), span })).get('*')
  const [before, after] = [await read(tables.reference, null), await read(tables.current, null)]
  if (!before || !after || after.n === 0) return { readings: [], notes: [] }
  const [newest] = await tables.engine.read<{ at: string }>(`SELECT formatDateTime(max(ts), '%Y-%m-%d %H:%i:%S') at FROM ${tables.current}`)
  const notes = [`by ${time}: newest row ${newest?.at} UTC, longest pause ${pauseText(after)} (in the reference ${pauseText(before)})`]
  const current = now === null ? undefined : await read(tables.current, { from: 0, to: now })
  const readings = current ? readingsOver({ name: '*', segment: '', reference: before, current }, judging) : []
  return { readings: tables.weighted ? readings.map(unweighted) : readings, notes }
}

function pauseText({ pauses }: FreshnessSummary): string {
  const seconds = pauses.values.at(-1) ?? 0
  return seconds < 120 ? `${Number(seconds.toPrecision(3))} s` : duration(1000 * seconds)
}
