import type { PresetMethod, PresetSummary } from '../../../contract/index.ts'

type Fitted = (current: PresetSummary) => number | null

export interface Chunked {
  readonly unit: string
  readonly fit: (reference: PresetSummary) => Fitted
  /** Ends of what the measure can be; without `lower` a fall is no alarm. */
  readonly lower?: number
  readonly upper?: number
  /** A value on its bound alarms. */
  readonly edge?: 'alarm'
  readonly error?: (reference: PresetSummary, current: PresetSummary) => number
}

const deviations = 3

/** Mean ± 3 population standard deviations of the measure over the chunks; null where a bound leaves what the measure can be, or there is no chunk. */
function boundsOf(values: readonly number[], { lower, upper = Infinity }: Pick<Chunked, 'lower' | 'upper'>) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const reach = deviations * Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  const above = mean + reach
  return {
    lower: lower === undefined || values.length === 0 ? null : Math.max(lower, mean - reach),
    upper: values.length === 0 || above > upper ? null : above,
  }
}

/** A measure judged by what it is over the chunks of the reference. */
export function chunked(rule: Chunked): PresetMethod {
  return {
    unit: rule.unit,
    learn({ reference, chunks }) {
      const measure = rule.fit(reference)
      const values = chunks.map(measure).filter(value => value !== null && !Number.isNaN(value)) as number[]
      const bounds = boundsOf(values, rule)
      return current => {
        const value = measure(current)
        const error = rule.error ? { error: rule.error(reference, current) } : {}
        return { value, ...bounds, ...error, alarm: value !== null && beyond(value, bounds, rule.edge === 'alarm') }
      }
    },
  }
}

function beyond(value: number, { lower, upper }: ReturnType<typeof boundsOf>, edge: boolean): boolean {
  if (edge && (value === lower || value === upper)) return true
  return (lower !== null && value < lower) || (upper !== null && value > upper)
}

/** A measure with one fixed bound. */
export const constant = (
  { unit, upper }: { readonly unit: string; readonly upper: number },
  measure: (reference: PresetSummary, current: PresetSummary) => number,
): PresetMethod => ({
  unit,
  learn:
    ({ reference }) =>
    current => {
      const value = measure(reference, current)
      return { value, upper, alarm: value > upper }
    },
})
