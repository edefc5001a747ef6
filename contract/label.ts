import { type Static, Type } from 'typebox'
import { limits } from './limits.ts'

/** The truth about one row. Either `inferenceId` (with `row`, 0 when absent) or `entityId` says which. */
export const Label = Type.Object(
  {
    inferenceId: Type.Optional(Type.String({ minLength: 1, maxLength: limits.idCharactersMax, description: 'Inference that the row belongs to' })),
    row: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295, description: 'Row within the inference, from 0' })),
    entityId: Type.Optional(Type.String({ minLength: 1, maxLength: limits.idCharactersMax, description: 'Business key of the row, instead of the inference' })),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: "Name of the label; the model's own when absent" })),
    value: Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean(), Type.Null()], { description: 'The truth; null means unknown' }),
    knownAt: Type.Optional(Type.String({ maxLength: 64, description: 'When the truth became known, RFC 3339; now when absent or later than now' })),
    eventTime: Type.Optional(Type.String({ maxLength: 64, description: 'Event time of the row, RFC 3339; looked up when absent' })),
    model: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model of the row; looked up when absent' })),
  },
  { additionalProperties: false },
)
export type Label = Static<typeof Label>
