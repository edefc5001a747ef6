import { Type } from 'typebox'

/** A setting that is a whole number: its description (with the unit), default and bounds. */
export const wholeSetting = (description: string, value: number, minimum: number, maximum: number) =>
  Type.Integer({ default: value, minimum, maximum, description })
