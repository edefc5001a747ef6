import { assert, constantFrom, oneof, property, string, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activateProtocols, readProtocols } from '../../agent/registry.ts'
import { defaults, type Exchange, Failure } from '../../contract/index.ts'

const protocols = await readProtocols()

const exchange = (over: Partial<Exchange> = {}): Exchange => ({
  method: 'POST',
  target: '/',
  requestHeaders: new Map(),
  requestBody: new Uint8Array(),
  status: 200,
  responseHeaders: new Map(),
  responseBody: new Uint8Array(),
  ...over,
})

/** Bodies that are nearly right, and bodies that are nothing of the kind. */
const snippets = [
  '{"inputs":[{"name":"__proto__","shape":[1],"datatype":"FP32","data":[1]}]}',
  '{"outputs":[]}',
  '{"instances":[{"__proto__":1}]}',
  '{"instances":{}}',
  '[]',
  'null',
  '{"id":{}}',
  '{"predictions":[[[]]]}',
]
const bodies = oneof(
  uint8Array({ maxLength: 60 }),
  string().map(text => Buffer.from(text)),
  constantFrom(...snippets).map(text => new Uint8Array(Buffer.from(text))),
)

/** What every file in agent/protocols/ promises. */
describe.each([...protocols])('%s', (name, protocol) => {
  const settings = defaults(protocol.settings)

  it('says what it is, and has whole defaults', () => {
    expect(protocol.name).toBe(name)
    expect(protocol.summary.length).toBeGreaterThan(10)
    expect(() => protocol.matches({ method: 'POST', target: '/' }, settings)).not.toThrow()
  })

  it('takes no health check for an inference', () => {
    for (const target of ['/', '/healthz', '/v2', '/v2/health/ready', '/v2/models/m', '/v2/models/m/ready', '/metrics']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(protocol.matches({ method, target }, settings)).toBe(false)
    }
  })

  it('answers any bytes with columns as long as the batch, or with a Failure', () => {
    assert(
      property(bodies, bodies, constantFrom(200, 400), (requestBody, responseBody, status) => {
        try {
          const parsed = protocol.parse(exchange({ requestBody, responseBody, status }), settings)
          for (const values of [...parsed.inputs.values(), ...parsed.outputs.values()]) expect(values).toHaveLength(parsed.batchSize)
          expect(parsed.batchSize).toBeGreaterThan(0)
          if (status === 400) expect(parsed.outputs.size).toBe(0)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 300 },
    )
  })
})

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const parse = (name: string, given: Partial<Exchange>, settings: Record<string, unknown> = {}) => {
  const protocol = protocols.get(name)
  if (!protocol) throw new Error(`no protocol ${name}`)
  const parsed = protocol.parse(exchange(given), { ...defaults(protocol.settings), ...settings })
  return { ...parsed, inputs: Object.fromEntries(parsed.inputs), outputs: Object.fromEntries(parsed.outputs) }
}

describe('oip_v2_http', () => {
  const request = {
    id: 'r-81',
    inputs: [
      { name: 'tenure', shape: [2], datatype: 'INT32', data: [5, 44] },
      { name: 'plan', shape: [2], datatype: 'BYTES', data: ['pro', 'free'] },
    ],
  }
  const answer = { model_name: 'churn', model_version: '3', id: 'r-81', outputs: [{ name: 'p', shape: [2, 1], datatype: 'FP32', data: [0.12, 0.91] }] }

  it.each([
    ['/v2/models/churn/infer', true],
    ['/v2/models/churn/versions/2/infer?x=1', true],
    ['/prefix/of/ingress/v2/models/a%2Fb/infer', true],
    ['/v2/models/churn/infer_stream', false],
    ['/v2/models/churn/generate', false],
    ['/v2/models//infer', false],
  ])('%s: %s', (target, matches) => expect(protocols.get('oip_v2_http')?.matches({ method: 'POST', target }, { columns: {} })).toBe(matches))

  it('reads the example of the protocol', () =>
    expect(parse('oip_v2_http', { target: '/v2/models/x/infer', requestBody: bytes(request), responseBody: bytes(answer) })).toEqual({
      batchSize: 2,
      inputs: { tenure: [5, 44], plan: ['pro', 'free'] },
      outputs: { p: [0.12, 0.91] },
      inputSources: new Map(),
      outputSources: new Map(),
      entityIds: [],
      id: 'r-81',
      answerId: 'r-81',
      model: 'churn',
      version: '3',
    }))

  it('takes model and version from the path where the answer does not say', () => {
    const parsed = parse('oip_v2_http', {
      target: '/v2/models/a%2Fb/versions/7/infer',
      requestBody: bytes({ inputs: request.inputs }),
      responseBody: bytes({ outputs: answer.outputs }),
    })
    expect([parsed.model, parsed.version, parsed.id, parsed.answerId]).toEqual(['a/b', '7', null, null])
    expect(parse('oip_v2_http', { target: '/v2/models/%zz/infer', requestBody: bytes(request), status: 500 }).model).toBe('%zz')
  })

  it('keeps bare NaN, long integers and nulls', () => {
    const body =
      '{"inputs":[{"name":"a","shape":[3],"datatype":"FP32","data":[NaN,null,-Infinity]},{"name":"b","shape":[3],"datatype":"INT64","data":[9007199254740993,1,2]}]}'
    expect(parse('oip_v2_http', { target: '/v2/models/m/infer', requestBody: bytes(body), status: 400 }).inputs).toEqual({
      a: [Number.NaN, null, Number.NEGATIVE_INFINITY],
      b: ['9007199254740993', 1, 2],
    })
  })

  it('says that binary tensors are another form', () =>
    expect(() => parse('oip_v2_http', { requestHeaders: new Map([['inference-header-content-length', '10']]) })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MEDIA' }),
    ))

  it('refuses an answer with other rows than the request', () =>
    expect(() =>
      parse('oip_v2_http', {
        target: '/v2/models/m/infer',
        requestBody: bytes(request),
        responseBody: bytes({ outputs: [{ name: 'p', shape: [1], datatype: 'FP32', data: [1] }] }),
      }),
    ).toThrow(/rows/))
})

describe('json', () => {
  it.each([
    ['/predict', true],
    ['/predict?x', true],
    ['/predictions', false],
    ['/v1/models/m:predict', true],
  ])('%s: %s', (target, matches) => expect(protocols.get('json')?.matches({ method: 'POST', target }, { paths: ['/predict', '/v1/models/*'] })).toBe(matches))

  it('reads rows that are objects; a key that one lacks is missing there', () =>
    expect(
      parse('json', { requestBody: bytes('{"id":7,"instances":[{"a":1},{"b":"x","__proto__":2}]}'), responseBody: bytes({ predictions: [0.5, 0.25] }) }),
    ).toEqual({
      batchSize: 2,
      inputs: Object.fromEntries([
        ['a', [1, null]],
        ['b', [null, 'x']],
        ['__proto__', [null, 2]],
      ]),
      outputs: { prediction: [0.5, 0.25] },
      inputSources: new Map(),
      outputSources: new Map(),
      entityIds: [],
      idField: 'id',
      id: '7',
      model: null,
      version: null,
    }))

  it('reads rows that are arrays, one row alone, and nested places', () => {
    const settings = { rows: '/data/ndarray', outputs: '', inputColumns: ['a'], outputColumns: ['p'], id: '/meta~1x/puid' }
    expect(parse('json', { requestBody: bytes({ data: { ndarray: [[1, 2]] }, 'meta/x': { puid: 'u' } }), responseBody: bytes([3]) }, settings)).toMatchObject({
      inputs: { a: [1], 'input-1': [2] },
      outputs: { p: [3] },
      id: 'u',
    })
    expect(parse('json', { requestBody: bytes({ a: 1 }), responseBody: bytes({ b: 2 }) }, { rows: '', outputs: '' })).toMatchObject({
      batchSize: 1,
      inputs: { a: [1] },
      outputs: { b: [2] },
    })
  })

  it('goes by the word other on the wire', () => expect(protocols.get('json')?.wire).toBe('other'))
})

describe('activateProtocols', () => {
  it('refuses what there is not, and names what there is', async () => {
    await expect(activateProtocols({ grpc: {} })).rejects.toThrow('agent.protocols.grpc: there is no such protocol; there are json, oip_v2_http.')
    await expect(activateProtocols({ json: { path: '/x' } })).rejects.toThrow('agent.protocols.json: unknown setting path; did you mean paths?')
  })
})
