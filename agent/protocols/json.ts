import { Type } from 'typebox'
import { defineProtocol, Failure } from '../../contract/index.ts'
import { columnsOfRows, pointerSteps, readPointer } from '../json-rows.ts'
import { readJson, textOf } from '../json-text.ts'
import { noColumns } from '../tensors.ts'

const pointer = (value: string, description: string) =>
  Type.String({ default: value, pattern: '^(/.*)?$', maxLength: 1024, description: `${description}, a JSON pointer (RFC 6901); empty is the whole body` })
const columns = (description: string) => Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { default: [], maxItems: 1024, description })

/**
 * Plain JSON with a mapping, for servers that follow no standard. Rows and outputs may be objects (a column a key), arrays
 * (columns by position) or scalars (one column); a single object is one row. The defaults fit KServe V1 and TensorFlow Serving.
 * The wire carries neither model nor version: the agent's settings do.
 */
export default defineProtocol({
  name: 'json',
  wire: 'other',
  summary: 'Plain JSON over HTTP, mapped by JSON pointers',
  settings: Type.Object(
    {
      paths: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), {
        default: ['/predict', '/invocations'],
        minItems: 1,
        maxItems: 64,
        description: 'Paths of inference requests; a * at the end stands for any rest',
      }),
      rows: pointer('/instances', 'Where the rows of a request are'),
      outputs: pointer('/predictions', 'Where the outputs of an answer are, one a row'),
      id: pointer('/id', 'Where the inference id of a request is'),
      inputColumns: columns('Names by position, for rows that are arrays'),
      outputColumns: columns('Names by position, for outputs that are arrays or scalars'),
    },
    { additionalProperties: false },
  ),

  matches({ method, target }, { paths }) {
    const path = target.split('?', 1)[0] ?? ''
    return method === 'POST' && paths.some(one => (one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one))
  },

  parse(exchange, settings) {
    const request = readJson(exchange.requestBody)
    const inputs = columnsOfRows(readPointer(request, settings.rows), { fallback: 'input', names: settings.inputColumns })
    const outputs = exchange.status < 400 ? readOutputs(exchange.responseBody, settings) : noColumns(inputs.rows)
    if (outputs.rows !== inputs.rows) throw new Failure('BAD_REQUEST', 'Request and answer differ in their number of rows.')
    return {
      batchSize: inputs.rows,
      inputs: inputs.columns,
      outputs: outputs.columns,
      inputSources: inputs.sources,
      outputSources: outputs.sources,
      entityIds: [],
      idField: pointerSteps(settings.id).at(-1) ?? '',
      id: textOf(readPointer(request, settings.id)),
      model: null,
      version: null,
    }
  },
})

const readOutputs = (body: Uint8Array, { outputs, outputColumns }: { readonly outputs: string; readonly outputColumns: readonly string[] }) =>
  columnsOfRows(readPointer(readJson(body), outputs), { fallback: 'prediction', names: outputColumns })
