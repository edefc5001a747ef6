import type { Fold } from '../../collector/alert/fold.ts'
import type { History, Points } from '../../collector/watch/judging/history.ts'
import { lengths } from '../../collector/watch/series.ts'
import { dayMs } from '../../contract/index.ts'
import { opened, signalOf } from './alerts.ts'
import { type Fault, faults } from './changes.ts'
import { type Column, changedColumn, columnOf, type Onset } from './column.ts'
import { cannotAlarm, judge, learnAt, startWatch, type Terms, type Watch, windowsAt } from './judging.ts'
import { sizesOf } from './months.ts'
import { type Nature, natureOf } from './nature.ts'
import { hoursOf, spanOf } from './peers.ts'
import type { Rule } from './rules.ts'
import { jensenShannon } from './statistics.ts'
import { type Asked, type Watching, watchingsOf } from './streams.ts'
import { sliceMs, slicesPerDay, startMs, type Traffic, trafficOf } from './traffic.ts'

/** Changes one column of a stream and asks who notices, and when. */
export interface DetectionTask {
  readonly kind: 'detection'
  readonly nature: string
  readonly seed: number
  readonly onsetDay: number
  /** Names of the changes; each begins at the same moment of the same stream. */
  readonly faults: readonly string[]
  /** Threshold of the oracle's Jensen–Shannon distance on this stream; null when there is none. */
  readonly oracle: number | null
}

/** Hours from the change to the alert; null when there is none within 48 hours. */
export interface Delays {
  readonly fault: string
  readonly ours: number | null
  readonly oracle: number | null
  readonly peers: Readonly<Record<string, number | null>>
}

const soughtHours = 48
const columns = 50

export function runDetection(task: DetectionTask, asked: readonly Asked[], rules: readonly Rule[]): Delays[] {
  const nature = natureOf(task.nature)
  const terms: Terms = { budget: 1, sizes: sizesOf(asked) }
  const wanted = faults.filter(({ name }) => task.faults.includes(name))
  const groups = Map.groupBy(wanted, ({ kind, rowsShare }) => `${kind} ${rowsShare}`)
  return [...groups.values()].flatMap((group, index) => {
    const { kind, rowsShare } = group[0] as Fault
    const stage = stageOf({ nature, task, kind, rowsShare, index, asked, terms })
    return group.map(fault => delaysOf(fault, stage, rules, task.oracle))
  })
}

/** A quiet column up to the moment of the change, and what is known of it then. */
interface Stage {
  readonly nature: Nature
  readonly traffic: Traffic
  readonly column: Column
  readonly seeds: readonly number[]
  readonly onset: number
  /** By series, quiet until the change; made when first asked for. */
  readonly watchOf: (index: number) => Watch
  readonly asked: readonly Asked[]
  readonly terms: Terms
}

interface Staging {
  readonly nature: Nature
  readonly task: DetectionTask
  readonly kind: Column['kind']
  readonly rowsShare: number
  readonly index: number
  readonly asked: readonly Asked[]
  readonly terms: Terms
}

function stageOf({ nature, task, kind, rowsShare, index, asked, terms }: Staging): Stage {
  const onset = Math.round(task.onsetDay * slicesPerDay)
  const traffic = trafficOf(nature, Math.ceil(task.onsetDay + soughtHours / 24), task.seed, { rowsShare, peakAtNoon: true })
  const seeds = [task.seed, index + 1]
  const column = columnOf(kind, traffic, seeds)
  const watchings = watchingsOf(column, 'changed', asked, nature.baselineDays)
  const watches = new Map<number, Watch>()
  const watchOf = (series: number): Watch => {
    const watch = watches.get(series) ?? startWatch(watchings[series] as Watching)
    if (!watches.has(series)) quietUntil(watch, onset, nature, terms)
    watches.set(series, watch)
    return watch
  }
  return { nature, traffic, column, seeds, onset, watchOf, asked, terms }
}

/** Judges what history remembers of the time before the change, and learns at every midnight. */
function quietUntil(watch: Watch, onset: number, { baselineDays }: Nature, terms: Terms): void {
  for (let slice = baselineDays * slicesPerDay; slice <= onset; slice++) {
    const toMs = startMs + slice * sliceMs
    if (slice % slicesPerDay === 0) learnAt(watch, slice / slicesPerDay, terms)
    for (const window of windowsAt(toMs, baselineDays)) if (toMs % lengths[window.length].ms === 0) judge(watch, window)
  }
}

function delaysOf(fault: Fault, stage: Stage, rules: readonly Rule[], oracle: number | null): Delays {
  const { column, traffic, seeds, onset } = stage
  const changed = changedColumn(column, traffic, seeds, { slice: onset, change: fault.change } satisfies Onset)
  return { fault: fault.name, ours: ourDelay(changed, stage), ...peerDelays(fault, changed, stage, { rules, oracle }) }
}

/** Goes on in the order of time, as the collector does, until an alert opens. */
function ourDelay(changed: Column, { nature, onset, watchOf, asked, terms }: Stage): number | null {
  const watches = watchingsOf(changed, 'changed', asked, nature.baselineDays).flatMap((watching, index): Watch[] => {
    if (cannotAlarm(watching)) return []
    const { history, learned } = watchOf(index)
    return [{ watching, history: copyOf(history), learned }]
  })
  let fold: Fold = new Map()
  const last = onset + (soughtHours * slicesPerDay) / 24
  for (let slice = onset + 1; slice <= last; slice++) {
    const toMs = startMs + slice * sliceMs
    if (slice % slicesPerDay === 0) for (const watch of watches) learnAt(watch, toMs / dayMs - startMs / dayMs, terms)
    const alarms = watches.flatMap(watch =>
      windowsAt(toMs, nature.baselineDays)
        .map(window => judge(watch, window))
        .filter(({ judgement }) => judgement.verdict === 'alarm')
        .map(judged => signalOf(watch.watching, judged)),
    )
    const next = opened(fold, alarms)
    if (next.alerts.length > 0) return ((slice - onset) * sliceMs) / 3_600_000
    fold = next.fold
  }
  return null
}

/** The history of a stream is gone on with once for each change. */
const copyOf = (history: History): History => new Map(Array.from(history, ([key, points]) => [key, copyOfPoints(points)] as const))

const copyOfPoints = ({ endMs, T, nu, n, v, alarms }: Points): Points => ({
  endMs: [...endMs],
  T: [...T],
  nu: [...nu],
  n: [...n],
  v: [...v],
  alarms: new Set(alarms),
})

function peerDelays(fault: Fault, changed: Column, { nature, onset }: Stage, { rules, oracle }: { rules: readonly Rule[]; oracle: number | null }) {
  const baselineSlices = nature.baselineDays * slicesPerDay
  const whole = spanOf(changed, 0, baselineSlices)
  const reference = { whole, hours: hoursOf(changed, 0, baselineSlices), columns }
  const hours = hoursOf(changed, onset, onset + (soughtHours * slicesPerDay) / 24)
  const delay = (alarms: (hour: (typeof hours)[number]) => boolean): number | null => {
    const first = hours.findIndex(alarms)
    return first < 0 ? null : first + 1
  }
  const peers = rules.map(rule => {
    const drifts = rule.learn(reference)
    const fails = fault.quality ? rule.learnQuality?.(reference) : undefined
    return [rule.name, delay(hour => drifts(hour) || fails?.(hour) === true)] as const
  })
  return { peers: Object.fromEntries(peers), oracle: oracle === null ? null : delay(hour => jensenShannon(whole, hour) > oracle) }
}
