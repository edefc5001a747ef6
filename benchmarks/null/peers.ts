import type { Column } from './column.ts'
import type { Counts, Reference, Rule } from './rules.ts'
import { jensenShannon } from './statistics.ts'
import { countsOf } from './summaries.ts'
import { slicesPerDay } from './traffic.ts'

const slicesPerHour = slicesPerDay / 24

/** Counts of the slices [from, to) of a column, as the rules take them. */
export const spanOf = (column: Column, from: number, to: number): Counts => ({ kind: column.kind, counts: countsOf(column, from, to) })

export const hoursOf = (column: Column, from: number, to: number): Counts[] =>
  Array.from({ length: Math.floor((to - from) / slicesPerHour) }, (_, hour) => spanOf(column, from + hour * slicesPerHour, from + (hour + 1) * slicesPerHour))

/** What the peers say of every hour of a model after its baseline. */
export interface PeerHours {
  readonly hours: number
  /** By rule: 1 for an hour in which at least one column alarms. */
  readonly alarms: ReadonlyMap<string, Uint8Array>
  /** Largest Jensen–Shannon distance of any column: what an oracle would set its threshold by. */
  readonly largest: Float64Array
}

export const peerHours = (rules: readonly Rule[], hours: number): PeerHours => ({
  hours,
  alarms: new Map(rules.map(rule => [rule.name, new Uint8Array(hours)])),
  largest: new Float64Array(hours),
})

/** Adds one column of a stream to what the peers say. */
export function askPeers(
  into: PeerHours,
  column: Column,
  { rules, baselineSlices, columns }: { readonly rules: readonly Rule[]; readonly baselineSlices: number; readonly columns: number },
): void {
  const reference = { whole: spanOf(column, 0, baselineSlices), hours: hoursOf(column, 0, baselineSlices), columns }
  askHours(into, reference, { rules, hours: hoursOf(column, baselineSlices, column.slices), firstHour: 0 })
}

/** Adds some hours of one column. */
export function askHours(
  into: PeerHours,
  reference: Reference,
  { rules, hours, firstHour }: { readonly rules: readonly Rule[]; readonly hours: readonly Counts[]; readonly firstHour: number },
): void {
  const judges = rules.map(rule => [into.alarms.get(rule.name) as Uint8Array, rule.learn(reference)] as const)
  for (const [index, hour] of hours.entries()) {
    const at = firstHour + index
    for (const [alarms, judge] of judges) if (alarms[at] === 0 && judge(hour)) alarms[at] = 1
    into.largest[at] = Math.max(into.largest[at] as number, jensenShannon(reference.whole, hour))
  }
}

export const peersSaid = (rules: readonly Rule[], { alarms, hours }: PeerHours): { name: string; hours: number; alerts: number }[] =>
  rules.map(({ name }) => {
    const said = alarms.get(name) as Uint8Array
    return { name, hours: said.reduce((sum, one) => sum + one, 0), alerts: alertsOf(hour => said[hour] === 1, hours) }
  })

/** Hours closer than this many are one alert, as with us. */
const togetherHours = 2

/** Alerts of hours in alarm: runs less than two hours apart. */
export function alertsOf(inAlarm: (hour: number) => boolean, hours: number): number {
  let alerts = 0
  let last = Number.NEGATIVE_INFINITY
  for (let hour = 0; hour < hours; hour++) {
    if (!inAlarm(hour)) continue
    if (hour - last >= togetherHours) alerts++
    last = hour
  }
  return alerts
}

/** The lowest common threshold that would have given at most one alert a month in these very months; they are alike in length. */
export function oracleThreshold(months: readonly ArrayLike<number>[]): number {
  const levels = months.flatMap(month => Array.from(month)).sort((a, b) => b - a)
  const alertsAt = (threshold: number): number => months.reduce((sum, month) => sum + alertsOf(hour => (month[hour] as number) > threshold, month.length), 0)
  let threshold = levels[0] ?? Number.POSITIVE_INFINITY
  for (const level of levels) {
    if (alertsAt(level) > months.length) return threshold
    threshold = level
  }
  return threshold
}
