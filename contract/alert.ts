import { type Static, Type } from 'typebox'
import { Signal } from './signal.ts'

/** An incident: opened, updated and resolved by signals. */
export const Alert = Type.Object({
  id: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('resolved')]),
  severity: Type.Union([Type.Literal('warning'), Type.Literal('critical')]),
  title: Type.String({ description: 'One sentence: what, where, since when' }),
  model: Type.String(),
  version: Type.String(),
  openedAt: Type.String({ description: 'End of the first alarming window, event time' }),
  onsetAt: Type.String({ description: 'Start of the first alarming window, event time' }),
  resolvedAt: Type.Union([Type.String(), Type.Null()]),
  revision: Type.Integer({ minimum: 1 }),
  signals: Type.Array(Signal, { description: 'The latest alarming signal of each member series, least likely first' }),
  links: Type.Record(Type.String(), Type.String()),
})
export type Alert = Static<typeof Alert>
