import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeBody } from '../../agent/decode.ts'
import { buildRedactor } from '../../agent/redact.ts'
import { until } from '../setup/until.ts'
import { inferPath, newStage, type Overrides, post, readBody, serveHttp, strike, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

interface Call {
  readonly path: string
  readonly body: unknown
  readonly headers?: Record<string, string>
}

/** Everything that left for the collector after one call to a server that answers as told and echoes the client's id in its head. */
async function leaving({ path, body, headers = {} }: Call, answer: unknown, overrides: Overrides): Promise<Buffer> {
  const left: Buffer[] = []
  const collector = await serveHttp(stage, async (request, response) => {
    left.push(Buffer.from(JSON.stringify(request.rawHeaders)), gunzipSync(await readBody(request)))
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  const upstream = await serveHttp(stage, async (request, response) => {
    await readBody(request)
    const echoed = request.headers['x-request-id']
    response.writeHead(200, { 'content-type': 'application/json', ...(echoed === undefined ? {} : { 'x-request-id': echoed }) }).end(JSON.stringify(answer))
  })
  const agent = await testAgent(stage, upstream, { ...overrides, model: 'm', collector: `http://127.0.0.1:${collector}` })
  await post(agent.port, path, JSON.stringify(body), headers)
  await until('the record has left', async () => (await agent.count('agentShipped')) > 0)
  return Buffer.concat(left)
}

describe('what leaves the machine', () => {
  const key = 'a key of sixteen or more'
  const tensor = (name: string, shape: number[], data: unknown[]) => ({ name, shape, datatype: 'BYTES', data })
  const scored = { outputs: [tensor('score', [1], [1])] }
  const person = { name: 'open', ssn: 'CANARY-1', more: [{ ssn: 'CANARY-2', city: 'open-city' }] }
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

  it.each<[string, Call, unknown, Overrides]>([
    [
      'an id in a header that the server echoes in head and body',
      { path: inferPath, body: { inputs: [tensor('x', [1], ['open'])] }, headers: { 'x-request-id': 'CANARY-1' } },
      { ...scored, id: 'CANARY-1' },
      { redact: { fields: {}, headers: { 'X-Request-Id': 'drop' } } },
    ],
    [
      'an id in a header that is hashed',
      { path: inferPath, body: { inputs: [tensor('x', [1], ['open'])] }, headers: { 'x-request-id': 'CANARY-1' } },
      { ...scored, id: 'CANARY-1' },
      { redact: { fields: {}, headers: { 'x-request-id': 'hash' }, key } },
    ],
    [
      'a tensor that becomes columns',
      { path: inferPath, body: { inputs: [tensor('ssn', [1, 2], ['CANARY-1', 'CANARY-2']), tensor('x', [1], ['open'])] } },
      { outputs: [tensor('who', [1, 2], ['CANARY-3', 'CANARY-4'])] },
      { redact: { fields: { ssn: 'drop', who: 'hash' }, headers: {}, key } },
    ],
    [
      'a tensor whose columns have names, and one column of another',
      { path: inferPath, body: { inputs: [tensor('ssn', [1, 2], ['CANARY-1', 'CANARY-2']), tensor('x', [1, 2], ['open', 'CANARY-3'])] } },
      scored,
      { redact: { fields: { ssn: 'drop', b: 'drop' }, headers: {} }, protocols: { oip_v2_http: { columns: { ssn: ['one', 'two'], x: ['a', 'b'] } } } },
    ],
    [
      'keys of nested objects',
      { path: '/predict', body: { instances: [{ x: 'open', person }] } },
      { predictions: [{ person, score: 1 }] },
      { redact: { fields: { ssn: 'drop' }, headers: {} }, protocols: { json: {} } },
    ],
    [
      'rows without names, by the name of the whole',
      { path: '/predict', body: { instances: [['CANARY-1', 'CANARY-2']] } },
      { predictions: ['open'] },
      { redact: { fields: { input: 'drop' }, headers: {} }, protocols: { json: {} } },
    ],
    [
      'a column that is also the id',
      { path: '/predict', body: { x: 'open', ssn: 'CANARY-1' } },
      { predictions: [1] },
      { redact: { fields: { ssn: 'hash' }, headers: {}, key }, protocols: { json: { rows: '', id: '/ssn' } } },
    ],
  ])('holds no trace of %s', async (_what, call, answer, overrides) => {
    const left = (await leaving(call, answer, overrides)).toString('latin1')
    expect(left).toContain('open')
    expect(left).not.toContain('CANARY')
  })

  it('holds no trace id that is dropped', async () => {
    const call = { path: inferPath, body: { inputs: [tensor('x', [1], ['open'])] }, headers: { traceparent: trace } }
    const id = Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex')
    const left = async (redacted: boolean) => leaving(call, scored, { redact: { fields: {}, headers: redacted ? { traceparent: 'drop' } : {} } })
    expect([(await left(false)).includes(id), (await left(true)).includes(id)]).toEqual([true, false])
  })
})

describe('redaction', () => {
  it('hashes by RFC 4231 and drops; missing stays missing', () => {
    // RFC 4231, test case 6: key 131 times 0xaa needs bytes, so its sibling by openssl: printf 4711 | openssl dgst -sha256 -hmac 'a key of sixteen or more'
    const redactor = buildRedactor({
      fields: { a: 'hash', b: 'drop', __proto__x: 'drop' },
      headers: { 'X-User': 'hash', cookie: 'drop' },
      key: 'a key of sixteen or more',
    })
    const columns = new Map<string, readonly unknown[]>([
      ['a', [4711, '4711', null]],
      ['b', [1]],
      ['c', [2]],
    ])
    const hash = '2ac1977a017f6a2a3a246f848dc43103'
    expect([...redactor.columns(columns)]).toEqual([
      ['a', [hash, hash, null]],
      ['c', [2]],
    ])
    const head = new Map([
      ['x-user', '4711'],
      ['cookie', 's'],
      ['accept', '*'],
    ])
    expect([...redactor.headers(head)]).toEqual([
      ['x-user', hash],
      ['accept', '*'],
    ])
  })

  it('drops a column that may be hashed when what it was cut from must be dropped, and the other way round', () => {
    const columns = new Map([
      ['user.id', ['7']],
      ['user.zip', ['1']],
      ['free', ['2']],
    ])
    const sources = new Map([
      ['user.id', 'user'],
      ['user.zip', 'address'],
    ])
    const key = 'a key of sixteen or more'
    const left = (fields: Record<string, 'drop' | 'hash'>) => [...buildRedactor({ fields, headers: {}, key }).columns(columns, sources).keys()]
    expect(left({ 'user.id': 'hash', user: 'drop' })).toEqual(['user.zip', 'free'])
    expect(left({ 'user.zip': 'drop', address: 'hash' })).toEqual(['user.id', 'free'])
  })

  it('passes everything on when there is nothing to do', () => {
    const columns = new Map([['a', [1]]])
    expect(buildRedactor({ fields: {}, headers: {} }).columns(columns)).toBe(columns)
  })

  it('refuses to hash without a key', () =>
    expect(() => buildRedactor({ fields: { a: 'hash' }, headers: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining('redact.key') }),
    ))
})

describe('decoding of copies', () => {
  const body = Buffer.from('some text, some text, some text')
  it.each([
    ['gzip', gzipSync(body)],
    ['GZIP ', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ])('undoes %s', async (encoding, bytes) => expect((await decodeBody(bytes, encoding, 1_000)).toString()).toBe(body.toString()))

  it('takes a body without encoding as it is', async () => expect(await decodeBody(body, undefined, 1)).toBe(body))

  it.each([
    ['a bomb', gzipSync(Buffer.alloc(100_000_000)), 'gzip', 'TOO_LARGE'],
    ['a zstd bomb', zstdCompressSync(Buffer.alloc(100_000_000)), 'zstd', 'TOO_LARGE'],
    ['junk', Buffer.from('junk'), 'gzip', 'BAD_REQUEST'],
    ['half', gzipSync(body).subarray(0, 20), 'gzip', 'BAD_REQUEST'],
    ['two encodings', gzipSync(gzipSync(body)), 'gzip, gzip', 'UNSUPPORTED_MEDIA'],
    ['an unknown one', body, 'snappy', 'UNSUPPORTED_MEDIA'],
  ])('refuses %s', (_what, bytes, encoding, code) => expect(decodeBody(bytes, encoding, 1_000_000)).rejects.toThrow(expect.objectContaining({ code })))
})
