import { type Static, Type } from 'typebox'
import { limits } from '../../../contract/index.ts'

const name = (description: string) => Type.String({ default: '', maxLength: 2 * limits.nameCharactersMax, description })

/** A detector that needs order, put on one sequence of values of a model. */
export const SequentialWish = Type.Object(
  {
    model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model whose values it follows' }),
    detector: Type.String({ minLength: 1, maxLength: 64, description: 'Its name: stream/adwin, stream/page-hinkley, eprocess/mean and others' }),
    reads: Type.Enum(['mean', 'share', 'errors'], {
      default: 'mean',
      description: 'The mean of a column, the share of one of its values, or the share of labelled rows that were decided wrongly',
    }),
    column: name('Column of a mean or share'),
    value: name('Value whose share is followed; (missing) and (wrong type) for rows without a good one'),
    segment: name('column=value: only the rows of this segment; empty for all'),
    step: Type.Enum(['5m', '1h', '24h'], { default: '1h', description: 'Event time that makes one value; of segments and errors an hour or a day' }),
    preset: Type.String({ default: '', maxLength: 32, description: "Another tool's settings, by its name" }),
    settings: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'Settings of the detector, such as runLength, alpha or learnRows' }),
  },
  { additionalProperties: false },
)
export type SequentialWish = Static<typeof SequentialWish>
