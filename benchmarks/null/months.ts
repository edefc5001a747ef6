import { openedAlerts, signalOf } from './alerts.ts'
import { type Column, columnOf } from './column.ts'
import { type Terms, watchDays } from './judging.ts'
import { natureOf } from './nature.ts'
import { askPeers, peerHours, peersSaid } from './peers.ts'
import type { Rule } from './rules.ts'
import { type Asked, volumeWatchings, type Watching, watchingsOf } from './streams.ts'
import { slicesPerDay, trafficOf } from './traffic.ts'

const numericColumns = 30
const categoryColumns = 20
export const monthDays = 30

/** Watches a quiet stream for a month with one budget. */
export interface MonthTask {
  readonly kind: 'month'
  readonly nature: string
  readonly seed: number
  readonly budget: number
  /** Fewer columns and days than the law's, for a small run. */
  readonly columnsShare?: number
  readonly days?: number
}

export interface MonthResult {
  /** Titles of the alerts that were opened. */
  readonly alerts: readonly string[]
  readonly hours: number
  /** By rule: hours in which any column alarms, and alerts. */
  readonly peers: readonly { readonly name: string; readonly hours: number; readonly alerts: number }[]
  /** Largest Jensen–Shannon distance of any column, by hour. */
  readonly largest: readonly number[]
}

/** How many series share the budget: every deciding detector on all 50 columns, and the traffic. */
export function sizesOf(asked: readonly Asked[], share = 1): Terms['sizes'] {
  const counts = { numeric: numericColumns * share, category: categoryColumns * share, volume: 1 }
  return { columns: asked.reduce((sum, { kind }) => sum + counts[kind], 0), segments: 0, performance: 0 }
}

export function runMonth(task: MonthTask, asked: readonly Asked[], rules: readonly Rule[]): MonthResult {
  const nature = natureOf(task.nature)
  const share = task.columnsShare ?? 1
  const days = nature.baselineDays + (task.days ?? monthDays)
  const traffic = trafficOf(nature, days, task.seed)
  const terms: Terms = { budget: task.budget, sizes: sizesOf(asked, share) }
  const baselineSlices = nature.baselineDays * slicesPerDay
  const peers = peerHours(rules, ((days - nature.baselineDays) * slicesPerDay) / 12)
  const watch = (watchings: readonly Watching[]) =>
    watchings.flatMap(watching => watchDays(watching, days, nature.baselineDays, terms).map(judged => signalOf(watching, judged)))
  const signals = watch(volumeWatchings(traffic, asked, nature.baselineDays))
  const columns = (numericColumns + categoryColumns) * share
  for (let index = 0; index < columns; index++) {
    const column: Column = columnOf(index < numericColumns * share ? 'numeric' : 'category', traffic, [task.seed, index + 1])
    signals.push(...watch(watchingsOf(column, `column ${index}`, asked, nature.baselineDays)))
    if (task.budget === 1) askPeers(peers, column, { rules, baselineSlices, columns })
  }
  return { alerts: titles(openedAlerts(signals)), hours: peers.hours, peers: peersSaid(rules, peers), largest: Array.from(peers.largest) }
}

const titles = (alerts: readonly { readonly openedAt: string; readonly title: string }[]): string[] =>
  alerts.map(({ openedAt, title }) => `${openedAt} ${title}`)
