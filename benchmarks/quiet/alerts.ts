import { lengths } from '../../collector/watch/series.ts'
import type { Judged } from './replay.ts'

/** Alarms closer than this are one alert. */
const togetherMs = 2 * 3_600_000

/** Alarms that count: at 5 minutes only when one of the two windows before alarmed too. */
export function countingAlarms(judged: readonly Judged[]): Judged[] {
  const alarms = judged.filter(({ verdict }) => verdict === 'alarm')
  const seen = new Set(alarms.map(({ key, length, endMs }) => `${key}/${length}/${endMs}`))
  const repeated = ({ key, length, endMs }: Judged): boolean => [1, 2].some(back => seen.has(`${key}/${length}/${endMs - back * lengths[length].hopMs}`))
  return alarms.filter(alarm => alarm.length !== '5m' || repeated(alarm))
}

/** Alerts of one model: runs of counting alarms less than two hours apart. */
export function alertsOf(judged: readonly Judged[]): Judged[][] {
  const alerts: Judged[][] = []
  for (const alarm of countingAlarms(judged).sort((a, b) => a.endMs - b.endMs)) {
    const last = alerts.at(-1)
    if (last && alarm.endMs - (last.at(-1) as Judged).endMs < togetherMs) last.push(alarm)
    else alerts.push([alarm])
  }
  return alerts
}
