import { Failure } from '../../contract/index.ts'
import { calendarSpan } from './compare/calendar-span.ts'
import { checkMetrics } from './custom/metric.ts'
import { checkSequential } from './sequential/plan.ts'
import type { WatchSettings } from './settings.ts'

/** @throws Failure CONFIG for metrics, sequential detectors and a time zone that cannot be meant */
export function checkSettings(settings: Pick<WatchSettings, 'metrics' | 'sequential' | 'windows' | 'labelWaitMs' | 'timeZone'>): void {
  checkMetrics(settings.metrics)
  checkSequential(settings)
  try {
    calendarSpan('day', 0, settings.timeZone)
  } catch (cause) {
    throw new Failure('CONFIG', `watch.timeZone ${settings.timeZone} is not known; say for example Europe/Berlin or UTC`, { cause })
  }
}
