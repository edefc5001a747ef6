import { chiSquareUpperQuantile } from '../../detectors/math/chi-square.ts'
import type { QuietResult } from './experiment.ts'

/** Upper 95 % bound of a Poisson rate, from the chi-square law. */
const upperBound = (count: number): number => chiSquareUpperQuantile(0.05, 2 * (count + 1)) / 2

export interface Figures {
  readonly months: number
  readonly alerts: number
  readonly alertsPerMonth: number
  /** Upper 95 % bound of the alerts per month, as if days were independent. */
  readonly alertsPerMonthMax: number
  readonly budget: number
  /** Share of windows by length: verdicts and the reasons of unsure. */
  readonly shares: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly faults: readonly { readonly name: string; readonly injected: number; readonly foundShare: number; readonly medianDelayHours: number | null }[]
}

export function figuresOf(result: QuietResult, budget: number): Figures {
  const months = result.days / 30
  const alerts = result.alerts.length
  return {
    months,
    alerts,
    alertsPerMonth: alerts / months,
    alertsPerMonthMax: upperBound(alerts) / months,
    budget,
    shares: Object.fromEntries(Array.from(result.reasons, ([length, counts]) => [length, sharesOf(counts)])),
    faults: result.faults.map(({ name, injected, found, delaysHours }) => ({
      name,
      injected,
      foundShare: found / injected,
      medianDelayHours: medianOf(delaysHours),
    })),
  }
}

function sharesOf(counts: ReadonlyMap<string, number>): Record<string, number> {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(Array.from(counts, ([reason, count]) => [reason, count / all]))
}

const medianOf = (values: readonly number[]): number | null => [...values].sort((a, b) => a - b)[values.length >> 1] ?? null

/** Share of windows of one length whose verdict is unsure. */
export function unsureShare({ shares }: Figures, length: string): number {
  const { calm = 0, alarm = 0 } = shares[length] ?? {}
  return 1 - calm - alarm
}
