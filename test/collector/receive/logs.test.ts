import { request } from 'node:http'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { latestSchema } from '../../../collector/store/store.ts'
import { jsonRequest, message, type Plain, protobufRequest } from './otlp-bytes.ts'
import { clock, listen, metricOf, openForFile, type Receiver } from './receiver.ts'
import { atNs, inference, json } from './sender.ts'

const opened = openForFile()
const { post, rowsOf } = opened

describe('POST /v1/logs', () => {
  it('answers success when the rows are in the store, with their types, times and weights', async () => {
    const sent = inference('a-1', { 'ml.segments': { map: [['region', 'north']] }, 'ml.entity.ids': ['c1', 'c2'], 'ml.capture.sampling.ratio': 0.5 }, atNs + 1n)
    const answer = await post(protobufRequest([sent]))
    expect([answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength]).toEqual([200, 'application/x-protobuf', 0])
    const rows = await rowsOf('a-1')
    expect(rows).toMatchObject([
      { inferenceId: 'a-1', row: 0, atNs: atNs + 1n, entity: 'c1', weight: 2, wrong: [] },
      { inferenceId: 'a-1', row: 1, atNs: atNs + 1n, entity: 'c2', weight: 2, wrong: [] },
    ])
    expect(rows.map(row => [row.inputs.get('tenure'), row.inputs.get('plan'), row.outputs.get('score'), row.segments.get('region')])).toEqual([
      [5, 'pro', 0.12, 'north'],
      [44, 'free', 0.91, 'north'],
    ])
  })

  it.each([
    ['JSON', (id: string) => post(jsonRequest([inference(id)]), json)],
    ['JSON in gzip', (id: string) => post(gzipSync(jsonRequest([inference(id)])), { ...json, 'content-encoding': 'gzip' })],
    ['protobuf in gzip', (id: string) => post(gzipSync(protobufRequest([inference(id)])), { 'content-encoding': 'gzip' })],
    ['protobuf in zstd', (id: string) => post(zstdCompressSync(protobufRequest([inference(id)])), { 'content-encoding': 'zstd' })],
    ['a type with parameters', (id: string) => post(jsonRequest([inference(id)]), { 'content-type': 'application/json; charset=utf-8' })],
  ])('takes %s', async (form, send) => {
    const id = `form-${form}`
    const answer = await send(id)
    expect(answer.status).toBe(200)
    expect((await rowsOf(id)).map(row => row.inputs.get('tenure'))).toEqual([5, 44])
  })

  it('answers an empty request with success, in its own encoding', async () => {
    expect((await post(Buffer.alloc(0))).status).toBe(200)
    const answer = await post(Buffer.from('{}'), json)
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
  })

  it('takes the good records and refuses the bad ones by their place', async () => {
    const records = [inference('p-1'), inference('p-2', { 'ml.model.name': null }), inference('p-3'), { ...inference('p-4'), event: 'browser.click' }]
    const answer = await post(jsonRequest(records), json)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: '2',
        errorMessage:
          '2 of 4 records refused. record 1: ml.model.name is missing; record 3: "browser.click" is not an event that is kept; ml.inference and ml.label are',
      },
    })
    expect([(await rowsOf('p-1')).length, (await rowsOf('p-3')).length, (await rowsOf('p-2')).length]).toEqual([2, 2, 0])
    expect(await metricOf(opened.registry, 'plimsoll_refused_records_total', { reason: 'missing' })).toBe(1)
  })

  it('says the same in protobuf', async () => {
    const answer = await post(protobufRequest([inference('p-5', { 'ml.inference.batch.size': 3n })]))
    const sentence = '1 of 1 records refused. record 0: ml.inputs "tenure" has 2 values, the batch 3 rows (a vector is an array within the array)'
    // partial_success(1){ rejected_log_records(1)=1, error_message(2) }
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(message(1, Buffer.of(0x08, 1), message(2, Buffer.from(sentence))))
  })

  it('stores a value of the wrong type as missing, keeps it, and names its column', async () => {
    await post(protobufRequest([inference('w-0')]))
    const inputs: Plain = {
      map: [
        ['tenure', ['5', Number.NaN]],
        ['plan', [['pro'], 'pro\0n']],
        ['novel', [{ map: [['a', 1n]] }, null]],
      ],
    }
    expect((await post(protobufRequest([inference('w-1', { 'ml.inputs': inputs })]))).status).toBe(200)
    const [first, second] = await rowsOf('w-1')
    expect([first?.inputs.get('tenure'), first?.inputs.get('plan'), first?.wrong]).toEqual([null, null, ['tenure', 'plan']])
    expect(first?.spill).toEqual(
      new Map([
        ['tenure', '"5"'],
        ['plan', '["pro"]'],
        ['novel', '{"a":1}'],
      ]),
    )
    expect([second?.inputs.get('tenure'), second?.inputs.get('plan'), second?.wrong]).toEqual([Number.NaN, null, ['plan']])
    const schema = await latestSchema(opened.engine, 'churn', '3')
    const physical = (name: string) => schema?.columns.find(column => column.name === name)?.physical
    const [bits] = await opened.engine.read<Record<string, string>>(
      `SELECT groupArray(reinterpretAsUInt64(${physical('tenure')})) AS tenure, groupArray(hex(${physical('plan')})) AS plan FROM (SELECT * FROM rows_${schema?.number} WHERE ref = 'w-1' ORDER BY row)`,
    )
    // 0x7ff8000000000002 wrong, 0x7ff8000000000000 a NaN that was sent; "\0b" is 0062 in hex.
    expect(bits).toEqual({ tenure: ['9221120237041090562', '9221120237041090560'], plan: ['0062', '0062'] })
  })

  it('does not let a sender write our mark for a missing value into the bits of a NaN', async () => {
    await post(protobufRequest([inference('n-0')]))
    const marker = 1.25
    const body = protobufRequest([inference('n-1', { 'ml.inputs': { map: [['tenure', [marker, marker]]] } })])
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(marker)
    const nan = Buffer.from('010000000000f87f', 'hex')
    for (let at = body.indexOf(bytes); at >= 0; at = body.indexOf(bytes)) nan.copy(body, at)
    expect((await post(body)).status).toBe(200)
    expect((await rowsOf('n-1')).map(row => row.inputs.get('tenure'))).toEqual([Number.NaN, Number.NaN])
  })

  it('keeps foreign names as data', async () => {
    const names = ['__proto__', 'constructor', "a'; DROP TABLE models; --", '`"\\', '{x:String}', 'naïve 名']
    const inputs: Plain = { map: names.map(name => [name, [1, 2]] as const) }
    const answer = await post(protobufRequest([inference('f-1', { 'ml.model.name': 'x\'`"\\{}', 'ml.inputs': inputs })]))
    expect(answer.status).toBe(200)
    const [row] = await rowsOf('f-1', 'x\'`"\\{}')
    expect(names.map(name => row?.inputs.get(name))).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('event times', () => {
  it('takes an event that claims to come from the future for one of now', async () => {
    await post(protobufRequest([inference('t-1', {}, BigInt(clock() + 3_600_000) * 1_000_000n)]))
    const [row] = await rowsOf('t-1')
    expect(Math.abs(Number((row?.atNs ?? 0n) / 1_000_000n) - clock())).toBeLessThan(60_000)
    expect(await metricOf(opened.registry, 'plimsoll_ahead_records_total')).toBe(1)
  })

  it('refuses events beyond 64 days of a request, or older than 400 days, and takes the others', async () => {
    const newestNs = BigInt(clock()) * 1_000_000n
    const records = Array.from({ length: 3000 }, (_, index) => inference(`y-${index}`, {}, newestNs - BigInt(index) * 86_400_000_000_000n))
    const answer = await post(jsonRequest(records), json)
    expect(answer.status).toBe(200)
    const { partialSuccess } = (await answer.json()) as { partialSuccess: { rejectedLogRecords: string; errorMessage: string } }
    expect(partialSuccess).toEqual({
      rejectedLogRecords: String(3000 - 64),
      errorMessage: expect.stringContaining('record 64: One request may hold rows of 64 days'),
    })
    expect([(await rowsOf('y-0')).length, (await rowsOf('y-63')).length, (await rowsOf('y-64')).length]).toEqual([2, 2, 0])
    const old = await post(jsonRequest([records[399], records[401]].filter(record => record !== undefined)), json)
    expect(await old.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: '1',
        errorMessage: '1 of 2 records refused. record 1: The event time is older than is accepted; receive.behindMsMax says how old it may be',
      },
    })
  })

  it('cuts a request by model and day', async () => {
    const records = [inference('d-1'), inference('d-2', {}, atNs + 86_400_000_000_000n), inference('d-3', { 'ml.model.name': 'other' })]
    expect((await post(protobufRequest(records))).status).toBe(200)
    expect([(await rowsOf('d-1')).length, (await rowsOf('d-2')).length, (await rowsOf('d-3', 'other')).length]).toEqual([2, 2, 2])
  })
})

describe('what is no OTLP', () => {
  it.each([
    ['bytes that are no protobuf', Buffer.from('ffff', 'hex'), {}, 400],
    ['a text that is no JSON', Buffer.from('{oops'), json, 400],
    ['bytes that are no gzip', Buffer.from('oops'), { 'content-encoding': 'gzip' }, 400],
    ['another encoding', Buffer.from('oops'), { 'content-encoding': 'br' }, 415],
    ['1 GiB of zeros', zstdCompressSync(Buffer.alloc(2 ** 30)), { 'content-encoding': 'zstd' }, 413],
    ['5 million brackets', Buffer.alloc(5_000_000, '['), json, 400],
  ])('is refused: %s', async (_, body, headers, status) => {
    const answer = await post(body, headers)
    expect(answer.status).toBe(status)
    const type = answer.headers.get('content-type') ?? ''
    // google.rpc.Status: code 3 is INVALID_ARGUMENT; in protobuf field 1 is the varint 08 03.
    if (type.startsWith('application/json')) expect(await answer.json()).toMatchObject({ code: 3, message: expect.stringMatching(/./) })
    else
      expect(
        Buffer.from(await answer.arrayBuffer())
          .subarray(0, 3)
          .toString('hex'),
      ).toBe('080312')
  })

  it.each([
    ['GET', {}, 405, '405 method not allowed, supported: [POST]'],
    ['PUT', { 'content-type': 'application/json' }, 405, '405 method not allowed, supported: [POST]'],
    ['POST', { 'content-type': 'text/plain' }, 415, '415 unsupported media type, supported: [application/json, application/x-protobuf]'],
    ['POST', {}, 415, '415 unsupported media type, supported: [application/json, application/x-protobuf]'],
  ])('%s with %j is answered as the reference Collector does', async (method, headers, status, text) => {
    const answer = await fetch(`${opened.url}/v1/logs`, { method, headers, ...(method === 'GET' ? {} : { body: new Uint8Array([123, 125]) }) })
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([status, expect.stringContaining('text/plain'), text])
  })

  it('is refused beyond the limits of the settings', async () => {
    const small = await listen(opened.engine, { recordsMax: 2, bodyBytesMax: 2000 })
    expect((await post(protobufRequest([inference('l-1'), inference('l-2'), inference('l-3')]), {}, small.url)).status).toBe(413)
    expect((await post(Buffer.alloc(2001), {}, small.url)).status).toBe(413)
    expect((await post(gzipSync(Buffer.alloc(2001)), { 'content-encoding': 'gzip' }, small.url)).status).toBe(413)
    await small.close()
  })

  it('needs the token where one is set', async () => {
    const guarded = await listen(opened.engine, { token: 'secret' })
    expect((await post(Buffer.alloc(0), {}, guarded.url)).status).toBe(401)
    expect((await post(Buffer.alloc(0), { authorization: 'Bearer wrong' }, guarded.url)).status).toBe(401)
    expect((await post(Buffer.alloc(0), { authorization: 'Bearer secret' }, guarded.url)).status).toBe(200)
    await guarded.close()
  })

  it('is answered under names of this machine and names that are listed, so that no page of a browser can call it by its own', async () => {
    const open = await listen(opened.engine)
    const listed = await listen(opened.engine, { hosts: ['collector.internal'] })
    const guarded = await listen(opened.engine, { token: 'secret' })
    const status = ({ url }: Receiver, host: string) =>
      new Promise(resolve => {
        const headers = { 'content-type': 'application/x-protobuf', authorization: 'Bearer secret', host }
        request(`${url}/v1/logs`, { method: 'POST', headers }, answer => resolve(answer.resume().statusCode)).end()
      })
    expect(await Promise.all(['127.0.0.1:4318', 'localhost', '[::1]:4318'].map(host => status(open, host)))).toEqual([200, 200, 200])
    expect(await status(open, 'evil.example')).toBe(421)
    expect(await Promise.all(['Collector.Internal:4318', 'evil.example'].map(host => status(listed, host)))).toEqual([200, 421])
    expect(await status(guarded, 'anything.example')).toBe(200)
    await Promise.all([open.close(), listed.close(), guarded.close()])
  })
})
