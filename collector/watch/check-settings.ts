import { checkMetrics } from './custom/metric.ts'
import { checkSequential } from './sequential/plan.ts'
import type { WatchSettings } from './settings.ts'

/** @throws Failure CONFIG for metrics and sequential detectors that cannot be meant */
export function checkSettings(settings: Pick<WatchSettings, 'metrics' | 'sequential' | 'windows' | 'labelWaitMs'>): void {
  checkMetrics(settings.metrics)
  checkSequential(settings)
}
