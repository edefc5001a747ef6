import { tallyOf } from '../../collector/watch/judging/strip.ts'
import { dayMs, hourMs } from '../../contract/index.ts'
import { alertsOf as quietAlerts } from '../quiet/alerts.ts'
import { drawsOf } from '../quiet/faults.ts'
import { january as span } from '../quiet/flights.ts'
import { type January, prepareJanuary } from '../quiet/january.ts'
import { type Replayed, replayedModel } from '../quiet/model.ts'
import { judgeDay } from '../quiet/replay.ts'
import { type Watched, watchedColumns } from '../quiet/watched.ts'
import type { MonthResult } from './months.ts'
import { askHours, type PeerHours, peerHours, peersSaid } from './peers.ts'
import type { Counts, Rule } from './rules.ts'

/** Watches days of real flights that the baseline, the rest of that quiet January, does not have. */
export interface FlightsTask {
  readonly kind: 'flights'
  readonly streams: number
  readonly seed: number
}

const daysPerStream = 3

export async function runFlights({ streams, seed }: FlightsTask, rules: readonly Rule[]): Promise<MonthResult> {
  const january = await prepareJanuary()
  const watched = await watchedColumns()
  const draw = drawsOf(seed)
  const peers = peerHours(rules, streams * daysPerStream * 24)
  const alerts: string[] = []
  for (let stream = 0; stream < streams; stream++) {
    const days = [...january.days.keys()]
    const leftOut = Array.from({ length: daysPerStream }, () => days.splice(Math.floor(draw() * days.length), 1)[0] as number)
    alerts.push(...watchStream(january, watched, leftOut, { peers, rules, firstHour: stream * daysPerStream * 24 }))
  }
  return { alerts, hours: peers.hours, peers: peersSaid(rules, peers), largest: Array.from(peers.largest) }
}

interface Asking {
  readonly peers: PeerHours
  readonly rules: readonly Rule[]
  readonly firstHour: number
}

function watchStream(january: January, watched: readonly Watched[], leftOut: readonly number[], { peers, rules, firstHour }: Asking): string[] {
  const model = replayedModel(january, watched, leftOut, 1)
  const distributions = model.filter(one => one.watched.detector === 'drift/gtest')
  for (const one of distributions) {
    const hours = leftOut.flatMap(day => hoursOf(one, day))
    const learned = [...january.days.keys()].filter(day => !leftOut.includes(day)).flatMap(day => hoursOf(one, day))
    const reference = { whole: countsOf(one, one.stream.baseline.tally), hours: learned, columns: distributions.length }
    askHours(peers, reference, { rules, hours, firstHour })
  }
  return leftOut.flatMap(day =>
    quietAlerts(judgeDay(model, day)).map(([first]) => `${new Date(day).toISOString().slice(0, 10)} ${first?.key} ${first?.length}`),
  )
}

/** Hours with flights: a night has none, and no rule could say anything of it. */
const hoursOf = (one: Replayed, day: number): Counts[] =>
  Array.from({ length: dayMs / hourMs }, (_, hour) => ({ fromMs: day + hour * hourMs, toMs: day + (hour + 1) * hourMs }))
    .filter(({ fromMs }) => fromMs >= span.fromMs)
    .map(window => countsOf(one, tallyOf(one.stream.strip, window)))
    .filter(({ counts }) => counts.some(count => count > 0))

/** The cells of the distribution; nothing is missing in these columns. */
function countsOf({ stream }: Replayed, tally: Float64Array): Counts {
  const counts = Float64Array.from(tally)
  counts[counts.length - 1] = 0
  return { kind: 'edges' in (stream.series.frame as object) ? 'numeric' : 'category', counts }
}
