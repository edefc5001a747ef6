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

/** A distance is biased upward; its interval is not, and may lie below it. */
export const debiased = (value: number, low: number, high: number): Pick<Measure, 'value' | 'low' | 'high' | 'notes'> => ({
  value,
  low,
  high,
  notes: value < low || value > high ? [biasNote] : [],
})

export const biasNote = 'the interval is that of the distance without its bias'
