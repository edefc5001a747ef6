import { parse } from 'yaml'
import { type ColumnContent, Failure } from '../../../contract/index.ts'
import { defineImport, field, type ImportedColumn, list, text } from '../define-import.ts'

const contents = new Map<string, ColumnContent>([
  ['boolean', 'boolean'],
  ['integer', 'integer'],
  ['long', 'integer'],
  ['float', 'numeric'],
  ['double', 'numeric'],
  ['string', 'categorical'],
  ['datetime', 'timestamp'],
  ['array', 'embedding'],
])
/** A signature has no more columns than a request may have; aliases could make a small file a huge one. */
const aliasesMax = 100

/**
 * The signature in an `MLmodel` file: names and types of inputs and outputs, each list a JSON text inside the YAML. It says nothing of values.
 * Source: MLflow documentation, Model Signatures and Input Examples.
 */
export default defineImport({
  name: 'mlflow-signature',
  summary: 'signature of an MLmodel file of MLflow',
  recognises: source => /^signature:/m.test(source) && /^\s+(inputs|outputs):/m.test(source),
  read(source) {
    const signature = field(yamlOf(source), 'signature')
    const specs = ['inputs', 'outputs'].flatMap(side => specsOf(signature, side))
    const columns = specs.flatMap(spec => columnOf(spec) ?? [])
    const unnamed = specs.filter(spec => text(field(spec, 'name')) === null).length
    const notes = unnamed > 0 ? [`${unnamed} tensor${unnamed > 1 ? 's' : ''} without a name: nobody can say which column is meant`] : []
    const others = columns.filter(({ content }) => content === null).map(({ name }) => `${name} is of a type that is no column of ours`)
    return { columns, notes: [...notes, ...others] }
  },
})

function yamlOf(source: string): unknown {
  try {
    return parse(source, { maxAliasCount: aliasesMax }) as unknown
  } catch (cause) {
    throw new Failure('BAD_REQUEST', 'The file is not YAML', { cause })
  }
}

function specsOf(signature: unknown, side: string): readonly unknown[] {
  const said = text(field(signature, side))
  if (said === null) return []
  try {
    return list(JSON.parse(said))
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `signature.${side} is not the JSON text that MLflow writes`, { cause })
  }
}

function columnOf(spec: unknown): ImportedColumn | null {
  const name = text(field(spec, 'name'))
  if (name === null) return null
  const type = text(field(spec, 'type')) ?? ''
  return { name, content: type === 'tensor' ? tensorContent(spec) : (contents.get(type) ?? null), constraints: {} }
}

const dtypes: readonly (readonly [beginning: string, ColumnContent])[] = [
  ['float', 'numeric'],
  ['int', 'integer'],
  ['uint', 'integer'],
  ['bool', 'boolean'],
  ['str', 'categorical'],
]

/** A tensor of one number a row is a column; of several, a vector. */
function tensorContent(spec: unknown): ColumnContent | null {
  const dtype = text(field(spec, 'tensor-spec', 'dtype')) ?? ''
  const [, ...shape] = list(field(spec, 'tensor-spec', 'shape'))
  if (shape.some(size => size !== 1)) return dtype.startsWith('float') ? 'embedding' : null
  return dtypes.find(([beginning]) => dtype.startsWith(beginning))?.[1] ?? null
}
