import { detectorNames, type Signal, seriesKey } from '../../contract/index.ts'
import { type Engine, newestSignal, plainSignal, type StoredSignal, signalsAfter } from '../store/store.ts'
import type { Fold } from './fold.ts'

/** One per model, every five minutes of event time: the clock of the rules while nothing else is of interest. */
const clockSeries = seriesKey({ detector: detectorNames.volume, subject: '*', segment: '' })

export interface Intake {
  readonly signals: readonly Signal[]
  /** Where the next one begins. */
  readonly cursor: string
  readonly more: boolean
}

/**
 * Deciding signals that the rules must see, in order: all alarms, and every signal of a series that has alarmed. A series whose first alarm
 * is in this very batch is asked for in a second read, so that the cut between batches changes nothing.
 */
export async function readIntake(engine: Engine, fold: Fold, { cursor, limit }: { cursor: string; limit: number }): Promise<Intake> {
  const newest = await newestSignal(engine)
  const known = seriesOf(fold)
  const first = await signalsAfter(engine, cursor, limit, { series: [...known] })
  const alarming = first.filter(signal => signal.verdict === 'alarm' && !known.has(signal.series)).map(signal => signal.series)
  const page = alarming.length === 0 ? first : await signalsAfter(engine, cursor, limit, { series: [...new Set([...known, ...alarming])] })
  const more = page.length === limit
  const last = page.at(-1)?.seq ?? cursor
  return { signals: inOrder(page).map(plainSignal), cursor: more || BigInt(last) > BigInt(newest) ? last : maxOf(cursor, newest), more }
}

const maxOf = (a: string, b: string): string => (BigInt(a) > BigInt(b) ? a : b)

function seriesOf(fold: Fold): Set<string> {
  const series = [...fold.values()].flatMap(model => [...model.recent.keys(), ...model.alerts.flatMap(live => [...live.members.keys()])])
  return new Set([clockSeries, ...series])
}

/** By model version and end of window within what was judged together; the order of judging otherwise. */
function inOrder(page: readonly StoredSignal[]): StoredSignal[] {
  return page.toSorted((a, b) => compare(a.at, b.at) || compare(a.window.to, b.window.to) || compare(a.model, b.model) || compare(a.version, b.version))
}
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
