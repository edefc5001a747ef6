import { Type } from 'typebox'
import { Signal, Verdict } from '../../contract/index.ts'
import type { StoredSignal } from '../store/store.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const timeOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const Version = Type.Object({
  version: Type.String(),
  rows: count('Rows that are stored'),
  labelled: count('Rows of these that have a label'),
  firstEventAt: timeOrNull('Event time of the oldest row'),
  lastEventAt: timeOrNull('Event time of the newest row'),
})

export const Model = Type.Object({
  model: Type.String(),
  versions: Type.Array(Version),
  rows: count('Of all versions'),
  labelled: count('Of all versions'),
  verdict: Verdict,
})

export const Row = Type.Object({
  model: Type.String(),
  version: Type.String(),
  inferenceId: Type.String(),
  row: count('Within the inference, from 0'),
  at: Type.String({ description: 'Event time' }),
  entityId: Type.Union([Type.String(), Type.Null()]),
  values: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Null()]), {
    description: 'By the names of the sender; missing and wrong values are null',
  }),
  wrong: Type.Array(Type.String(), { description: 'Columns whose value had the wrong type' }),
})

export const DetectorBody = Type.Object({
  name: Type.String(),
  summary: Type.String(),
  unit: Type.String(),
  deciding: Type.Boolean({ description: 'May open an alert' }),
  reads: Type.Array(Type.String(), { description: 'Kinds of summary' }),
  settings: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of its settings' }),
})

/** A signal without what only the watch needs. */
export function signalBody(stored: StoredSignal): Signal {
  const {
    schema: _schema,
    series: _series,
    length: _length,
    deciding: _deciding,
    budget: _budget,
    T: _T,
    v: _v,
    nu: _nu,
    phi: _phi,
    digest: _digest,
    seq: _seq,
    ...signal
  } = stored
  return signal
}
