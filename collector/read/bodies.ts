import { type Static, Type } from 'typebox'
import { type ModelDeclaration, type ModelSchema, Verdict } from '../../contract/index.ts'
import { blockType, type FoundRow } from '../store/store.ts'
import { MissingOutput, missingOutputs } from './missing-outputs.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const timeOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const Version = Type.Object({
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

const names = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const ModelColumn = Type.Object({
  name: Type.String({ description: 'As the sender calls it' }),
  side: Type.Enum(['input', 'output', 'segment'], { description: 'Where it was sent' }),
  type: Type.Enum(['numeric', 'category']),
  physicalType: Type.String({ description: 'Its type in the table of rows' }),
  role: Type.Enum(['feature', 'score', 'class', 'output', 'entity', 'segment', 'context', 'ignore'], { description: 'What it is to the model' }),
  reason: Type.String({ description: 'Why this type, and after the semicolon why this role: declared, or what it was inferred from' }),
  segment: Type.Boolean({ description: 'Everything is split by it' }),
  pending: Type.Boolean({ description: 'No value has come yet: the first one decides the type' }),
})

/** One model with what is known of its columns: the schema in use of each version. */
export const ModelDetail = Type.Object({
  ...Model.properties,
  versions: Type.Array(
    Type.Object({
      ...Version.properties,
      task: Type.String({ description: 'Declared, as the sender calls it, or as the outputs look' }),
      positive: names('Class that the score is the probability of'),
      label: names('Name of the label that judges the model; null for the one without a name'),
      columns: Type.Array(ModelColumn),
      missingOutputs: Type.Array(MissingOutput, { description: 'Declared outputs of which no value has ever come' }),
    }),
  ),
})

/** What a schema says to people. */
export const schemaBody = ({ task, positive, label, columns }: ModelSchema, declaration: ModelDeclaration) => ({
  task,
  positive,
  label,
  columns: columns.map(column => {
    const { name, side, type, role, reason, segment, pending = false } = column
    return { name, side, type, physicalType: blockType(column), role, reason, segment, pending }
  }),
  missingOutputs: missingOutputs(declaration, { columns }),
})

const values = (description: string) => Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Null()]), { description })

export const Row = Type.Object({
  model: Type.String(),
  version: Type.String(),
  inferenceId: Type.String(),
  row: count('Within the inference, from 0'),
  at: Type.String({ description: 'Event time' }),
  entityId: Type.Union([Type.String(), Type.Null()]),
  inputs: values('By the names of the sender; missing and wrong values, and numbers that JSON cannot say, are null'),
  outputs: values('The same for what the model answered'),
  segments: values('The same for what the row is split by: columns declared as segments, and segments that were sent beside'),
  wrong: Type.Array(Type.String(), { description: 'Columns whose value had the wrong type' }),
})

/** A row as JSON. Names are foreign: `fromEntries` makes even `__proto__` a plain key. */
export function rowBody(found: FoundRow, { model, version }: Pick<ModelSchema, 'model' | 'version'>): Static<typeof Row> {
  const plain = (side: FoundRow['inputs']) =>
    Object.fromEntries([...side].map(([name, value]) => [name, typeof value === 'number' && !Number.isFinite(value) ? null : value]))
  return {
    model,
    version,
    inferenceId: found.inferenceId,
    row: found.row,
    at: new Date(Number(found.atNs / 1_000_000n)).toISOString(),
    entityId: found.entity === '' ? null : found.entity,
    inputs: plain(found.inputs),
    outputs: plain(found.outputs),
    segments: plain(found.segments),
    wrong: [...found.wrong],
  }
}

export const DetectorBody = Type.Object({
  name: Type.String(),
  summary: Type.String(),
  unit: Type.String(),
  deciding: Type.Boolean({ description: 'May open an alert' }),
  reads: Type.Array(Type.String(), { description: 'Kinds of summary' }),
  settings: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of its settings' }),
})
