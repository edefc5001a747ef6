import type { Measure } from '../../contract/index.ts'

type Sizes = Pick<Measure, 'n' | 'nEff' | 'baselineN'>

const sayable = (number: number | null | undefined): number | null => (Number.isFinite(number) ? (number as number) : null)

/** A measure with what is known; everything else, and what has overflowed, cannot be said. */
export const measured = (sizes: Sizes, known: Partial<Measure>): Measure => ({
  value: sayable(known.value),
  low: sayable(known.low),
  high: sayable(known.high),
  pValue: sayable(known.pValue),
  resolution: sayable(known.resolution) ?? 0,
  notes: known.notes ?? [],
  ...sizes,
})

/**
 * A value and the interval of the truth behind it, drawn out to the value: a distance is biased upward, and where little has changed the interval
 * without that bias ends below it.
 */
export const around = (value: number, low: number, high: number): Pick<Measure, 'value' | 'low' | 'high'> => ({
  value,
  low: Math.min(low, value),
  high: Math.max(high, value),
})
