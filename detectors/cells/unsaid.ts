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
