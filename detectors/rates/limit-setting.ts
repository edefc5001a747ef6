import { Type } from 'typebox'

/** Rule mode of a rate. `about` says what is limited. */
export const limitSetting = (about: string, unstated: number | null = null) =>
  Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    default: unstated,
    description: `Share of ${about} that is allowed, whatever the baseline says; 0 allows none, null learns from the baseline`,
  })

/** Settings of a rate that can be stated as well as learned. */
export const limitSettings = (about: string, unstated: number | null = null) =>
  Type.Object({ limit: limitSetting(about, unstated) }, { additionalProperties: false })
