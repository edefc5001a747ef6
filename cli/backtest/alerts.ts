import { hourMs, type Reading } from '../../contract/index.ts'
import type { Timeline } from './timeline.ts'

/** Alarms closer than this are one alert. */
const togetherMs = 2 * hourMs

/** Whether an alarm counts: at 5 minutes only when one of the two windows before alarmed too, as in production. */
export const counts = (verdicts: readonly Reading['verdict'][], window: number, { length }: Timeline): boolean =>
  verdicts[window] === 'alarm' && (length !== '5m' || verdicts[window - 1] === 'alarm' || verdicts[window - 2] === 'alarm')

/**
 * Alerts that a person would have got, each as the alarming windows that it joins, ascending. Windows that are not told by the clock join their
 * neighbours.
 */
export function alertsOf(windows: readonly number[], timeline: Timeline): number[][] {
  const apart = Math.max(1, timeline.told ? Math.ceil(togetherMs / timeline.width) : 1)
  const alerts: number[][] = []
  for (const window of windows) {
    const open = alerts.at(-1)
    if (open && window - (open.at(-1) as number) <= apart) open.push(window)
    else alerts.push([window])
  }
  return alerts
}
