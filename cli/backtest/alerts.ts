import { hourMs, type Reading } from '../../contract/index.ts'
import type { Timeline } from './timeline.ts'

/** Alarms closer than this are one alert. */
const togetherMs = 2 * hourMs

/** Whether an alarm counts: at 5 minutes only when one of the two windows before alarmed too, as in production. */
export const counts = (verdicts: readonly Reading['verdict'][], window: number, { length }: Timeline): boolean =>
  verdicts[window] === 'alarm' && (length !== '5m' || verdicts[window - 1] === 'alarm' || verdicts[window - 2] === 'alarm')

/** Alerts that a person would have got: runs of alarming windows, ascending. Windows that are not told by the clock join their neighbours. */
export function alertsOf(windows: readonly number[], timeline: Timeline): number {
  const apart = timeline.told ? Math.ceil(togetherMs / timeline.width) : 1
  return windows.filter((window, index) => index === 0 || window - (windows[index - 1] as number) > Math.max(1, apart)).length
}
