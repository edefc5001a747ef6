import { Type } from 'typebox'

/** Settings of detectors that show a distance between shares of cells. */
export const cellSettings = Type.Object(
  { cells: Type.Integer({ default: 16, minimum: 2, maximum: 100, description: 'Cells of equal weight of the baseline into which a number is cut' }) },
  { additionalProperties: false },
)
