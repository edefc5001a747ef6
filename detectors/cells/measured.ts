import type { Measure } from '../../contract/index.ts'

type Sizes = Pick<Measure, 'n' | 'nEff' | 'baselineN'>

/** A measure with what is known; everything else cannot be said. */
export const measured = (sizes: Sizes, known: Partial<Measure>): Measure => ({
  value: null,
  low: null,
  high: null,
  pValue: null,
  resolution: 0,
  notes: [],
  ...sizes,
  ...known,
})

/** A distance is biased upward; its interval is not, and may lie below it. */
export const debiased = (value: number, low: number, high: number): Pick<Measure, 'value' | 'low' | 'high' | 'notes'> => ({
  value,
  low,
  high,
  notes: value < low || value > high ? [biasNote] : [],
})

export const biasNote = 'the interval is that of the distance without its bias'
