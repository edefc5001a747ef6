import { Type } from 'typebox'
import { defineProtocol, type Exchange, Failure } from '../../contract/index.ts'
import { fieldOf, readJson, textOf } from '../json-text.ts'
import { columnsOf, noColumns } from '../tensors.ts'

const path = /(?:^|\/)v2\/models\/([^/?]+)(?:\/versions\/([^/?]+))?\/infer(?:\?|$)/

/**
 * Open Inference Protocol V2 over REST with JSON tensors, below any path prefix. Tensors become columns (see `columnsOf`).
 * Model and version are those that answered, else those of the path. The id of the request wins over the answer's, which
 * some servers make up. The first dimension is taken for the batch: the protocol does not say which it is.
 * Source: Open Inference Protocol, REST, "Inference Request JSON Object" and "Inference Response JSON Object".
 */
export default defineProtocol({
  name: 'oip_v2_http',
  summary: 'Open Inference Protocol V2 (KServe, Triton, MLServer) over REST, JSON tensors',
  settings: Type.Object(
    {
      columns: Type.Record(Type.String(), Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 1024 }), {
        default: {},
        description: 'Names of the columns of tensors of shape [n, k], by tensor',
      }),
    },
    { additionalProperties: false },
  ),

  matches: ({ method, target }) => method === 'POST' && path.test(target),

  parse(exchange, settings) {
    refuseBinary(exchange)
    const answered = exchange.status < 400
    const request = readJson(exchange.requestBody)
    const answer = answered ? readJson(exchange.responseBody) : null
    const inputs = columnsOf(fieldOf(request, 'inputs'), settings.columns)
    const outputs = answered ? columnsOf(fieldOf(answer, 'outputs'), settings.columns) : noColumns(inputs.rows)
    if (outputs.rows !== inputs.rows) throw new Failure('BAD_REQUEST', 'Request and answer differ in their number of rows.')
    const [, model, version] = path.exec(exchange.target) ?? []
    return {
      batchSize: inputs.rows,
      inputs: inputs.columns,
      outputs: outputs.columns,
      inputSources: inputs.sources,
      outputSources: outputs.sources,
      entityIds: [],
      id: textOf(fieldOf(request, 'id')),
      answerId: textOf(fieldOf(answer, 'id')),
      model: textOf(fieldOf(answer, 'model_name')) ?? decoded(model),
      version: textOf(fieldOf(answer, 'model_version')) ?? decoded(version),
    }
  },
})

/** Tensors behind the JSON head, as Triton and KServe send them on request. */
function refuseBinary({ requestHeaders, responseHeaders }: Exchange): void {
  const marker = 'inference-header-content-length'
  if (requestHeaders.has(marker) || responseHeaders.has(marker)) throw new Failure('UNSUPPORTED_MEDIA', 'Binary tensors are not read.')
}

function decoded(segment: string | undefined): string | null {
  if (segment === undefined) return null
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // not percent-encoded after all: the name as it stands
  }
}
