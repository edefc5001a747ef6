import { lowerBeta } from '../../detectors/math/beta.ts'
import { chiSquareUpperQuantile } from '../../detectors/math/chi-square.ts'
import { type Interval, wilson } from '../../detectors/math/proportion.ts'
import type { Delays } from './detection.ts'
import { type MonthResult, monthDays } from './months.ts'
import type { Printed } from './printed.ts'

/** False alerts of one stream at one budget. */
export interface NullFigures {
  readonly nature: string
  readonly budget: number
  readonly months: number
  readonly alerts: number
  readonly perMonth: number
  /** Upper 95 % bound of the alerts a month (Poisson). */
  readonly perMonthMax: number
  readonly titles: readonly string[]
  readonly peers: readonly { readonly name: string; readonly hoursShare: number; readonly alertsPerMonth: number }[]
}

/** @param count  events seen; their expectation is below the bound with 95 % confidence */
export const upperBound = (count: number): number => chiSquareUpperQuantile(0.05, 2 * (count + 1)) / 2

export function nullFigures(nature: string, budget: number, results: readonly MonthResult[]): NullFigures {
  const titles = results.flatMap(({ alerts }) => alerts)
  const hours = results.reduce((sum, result) => sum + result.hours, 0)
  const months = hours / (24 * monthDays)
  const names = results[0]?.peers.map(({ name }) => name) ?? []
  const summed = (name: string, what: 'hours' | 'alerts'): number =>
    results.reduce((sum, { peers }) => sum + (peers.find(peer => peer.name === name)?.[what] ?? 0), 0)
  return {
    nature,
    budget,
    months,
    alerts: titles.length,
    perMonth: titles.length / months,
    perMonthMax: upperBound(titles.length) / months,
    titles,
    peers: names.map(name => ({ name, hoursShare: summed(name, 'hours') / hours, alertsPerMonth: summed(name, 'alerts') / months })),
  }
}

/** What was found of one change on one stream, by us or by one other. */
export interface Found {
  readonly streams: number
  readonly share: number
  readonly shareInterval: Interval
  /** Of those found, hours, ascending. */
  readonly delays: readonly number[]
  /** Median of the delays of those found, hours; null when none was. */
  readonly medianHours: number | null
  /** 95 % interval of the median, by order statistics. */
  readonly medianInterval: Interval | null
}

export function foundOf(delays: readonly (number | null)[]): Found {
  const found = delays.filter(delay => delay !== null).sort((a, b) => a - b)
  return {
    streams: delays.length,
    share: found.length / delays.length,
    shareInterval: wilson(found.length, delays.length),
    delays: found,
    medianHours: found[found.length >> 1] ?? null,
    medianInterval: medianInterval(found),
  }
}

/** The widest order statistics that leave at most 2.5 % on either side: P(B ≤ k) with B ~ Binomial(n, 1/2). */
function medianInterval(sorted: readonly number[]): Interval | null {
  const n = sorted.length
  if (n === 0) return null
  let below = 0
  while (below < n / 2 - 1 && 1 - lowerBeta(0.5, below + 1, n - below) <= 0.025) below++
  const rank = Math.max(0, below - 1)
  return { low: sorted[rank] as number, high: sorted[n - 1 - rank] as number }
}

/**
 * As good as printed: the interval of the share reaches the printed share, and the time by which as many streams were found as the printed
 * median stands for (half of the printed share) reaches the printed delay. Medians of those found alone would punish whoever finds more.
 */
export function isAsGood({ streams, delays, shareInterval }: Found, { share, delayHours }: Printed): boolean {
  if (shareInterval.high < share) return false
  if (delayHours === null) return true
  const within = delays.filter(delay => delay <= delayHours).length
  return wilson(within, streams).high >= share / 2
}

export const oursOf = (delays: readonly Delays[], fault: string): Found => foundOf(delays.filter(one => one.fault === fault).map(({ ours }) => ours))
export const peerOf = (delays: readonly Delays[], fault: string, rule: string): Found =>
  foundOf(delays.filter(one => one.fault === fault).map(({ peers }) => peers[rule] ?? null))
export const oracleOf = (delays: readonly Delays[], fault: string): Found => foundOf(delays.filter(one => one.fault === fault).map(({ oracle }) => oracle))
