import { readFile } from 'node:fs/promises'
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, findRows, latestSchema, listRows } from '../../../collector/store/store.ts'
import { Failure } from '../../../contract/index.ts'
import { jsonRequest, message, type Plain, type PlainRecord, protobufRequest } from './otlp-bytes.ts'
import { listen, metricOf, openTestStore, type Receiver, type TestStore } from './receiver.ts'

let store: TestStore
let receiver: Receiver
beforeAll(async () => {
  store = await openTestStore()
  receiver = await listen(store.engine)
})
afterAll(async () => {
  await receiver.close()
  await store.close()
})

const atNs = 1_793_527_200_000_000_000n // 2026-11-01T10:00:00Z

function inference(id: string, changes: Readonly<Record<string, Plain>> = {}, timeNs = atNs): PlainRecord {
  const attributes: Record<string, Plain> = {
    'ml.model.name': 'churn',
    'ml.model.version': '3',
    'ml.inference.id': id,
    'ml.inference.batch.size': 2n,
    'ml.inputs': {
      map: [
        ['tenure', [5, 44]],
        ['plan', ['pro', 'free']],
      ],
    },
    'ml.outputs': { map: [['score', [0.12, 0.91]]] },
    ...changes,
  }
  return { event: 'ml.inference', timeNs, attributes: Object.entries(attributes).filter(([, value]) => value !== null) }
}

const post = (body: Buffer, headers: Readonly<Record<string, string>> = {}, url = receiver.url) =>
  fetch(`${url}/v1/logs`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/x-protobuf', ...headers } })
const json = { 'content-type': 'application/json' }

async function rowsOf(id: string, model = 'churn', engine: Engine = store.engine) {
  const schema = await latestSchema(engine, model, '3')
  return schema ? findRows(engine, schema, [id]) : []
}

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
    expect(await metricOf(receiver.registry, 'plimsoll_refused_records_total', { reason: 'missing' })).toBe(1)
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
    const schema = await latestSchema(store.engine, 'churn', '3')
    const physical = (name: string) => schema?.columns.find(column => column.name === name)?.physical
    const [bits] = await store.engine.read<Record<string, string>>(
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

  it('takes an event that claims to come from the future for one of now', async () => {
    await post(protobufRequest([inference('t-1', {}, BigInt(Date.now() + 3_600_000) * 1_000_000n)]))
    const [row] = await rowsOf('t-1')
    expect(Math.abs(Number((row?.atNs ?? 0n) / 1_000_000n) - Date.now())).toBeLessThan(60_000)
    expect(await metricOf(receiver.registry, 'plimsoll_ahead_records_total')).toBe(1)
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
    const answer = await fetch(`${receiver.url}/v1/logs`, { method, headers, ...(method === 'GET' ? {} : { body: new Uint8Array([123, 125]) }) })
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([status, expect.stringContaining('text/plain'), text])
  })

  it('is refused beyond the limits of the settings', async () => {
    const small = await listen(store.engine, { recordsMax: 2, bodyBytesMax: 2000 })
    expect((await post(protobufRequest([inference('l-1'), inference('l-2'), inference('l-3')]), {}, small.url)).status).toBe(413)
    expect((await post(Buffer.alloc(2001), {}, small.url)).status).toBe(413)
    expect((await post(gzipSync(Buffer.alloc(2001)), { 'content-encoding': 'gzip' }, small.url)).status).toBe(413)
    await small.close()
  })

  it('needs the token where one is set', async () => {
    const guarded = await listen(store.engine, { token: 'secret' })
    expect((await post(Buffer.alloc(0), {}, guarded.url)).status).toBe(401)
    expect((await post(Buffer.alloc(0), { authorization: 'Bearer wrong' }, guarded.url)).status).toBe(401)
    expect((await post(Buffer.alloc(0), { authorization: 'Bearer secret' }, guarded.url)).status).toBe(200)
    await guarded.close()
  })
})

const named = (id: string, attempt: bigint) =>
  [
    ['plimsoll.batch.id', id],
    ['plimsoll.batch.attempt', attempt],
  ] as const

describe('a batch that comes twice', () => {
  it('counts once, whether its sender names it or not', async () => {
    for (const [id, resource] of [
      ['b-1', named('s1-1', 0n)],
      ['b-2', []],
    ] as const) {
      const body = protobufRequest([inference(id)], resource)
      const answers = await Promise.all([post(body), post(body), post(body)])
      expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
      expect((await post(body)).status).toBe(200)
      expect(await rowsOf(id)).toHaveLength(2)
    }
    expect(await metricOf(receiver.registry, 'plimsoll_repeated_batches_total')).toBe(6)
  })

  it('counts once as a later attempt, and twice under the same id with other content', async () => {
    await post(protobufRequest([inference('b-3')], named('s1-3', 0n)))
    await post(protobufRequest([inference('b-3')], named('s1-3', 1n)))
    await post(protobufRequest([inference('b-4')], named('s1-3', 0n)))
    expect([(await rowsOf('b-3')).length, (await rowsOf('b-4')).length]).toEqual([2, 2])
  })

  it('counts once across a restart, also when a column came in between', async () => {
    const body = (attempt: bigint) => protobufRequest([inference('r-1'), inference('r-2', {}, atNs + 86_400_000_000_000n)], named('s1-9', attempt))
    await post(body(0n))
    await receiver.close()
    await store.reopen()
    receiver = await listen(store.engine)
    const wider: Plain = {
      map: [
        ['tenure', [1, 2]],
        ['added', [3, 4]],
      ],
    }
    await post(protobufRequest([inference('r-3', { 'ml.inputs': wider })], named('s1-10', 0n)))
    // The first ten minutes after a start every batch is looked up, so attempt 0 is known as well.
    expect([(await post(body(0n))).status, (await post(body(1n))).status]).toEqual([200, 200])
    const [found] = await store.engine.read<{ rows: string }>("SELECT count() AS rows FROM merge(currentDatabase(), '^rows_') WHERE ref IN ('r-1', 'r-2')")
    expect(found?.rows).toBe('4')
  })

  it('is looked up when it says so, also long after the start', async () => {
    const later = await listen(store.engine, { probeMs: 0 })
    const again = await listen(store.engine, { probeMs: 0 })
    const body = (attempt: bigint) => protobufRequest([inference('q-1')], named('s1-11', attempt))
    await post(body(0n), {}, later.url)
    await post(body(1n), {}, again.url)
    expect(await rowsOf('q-1')).toHaveLength(2)
    await Promise.all([later.close(), again.close()])
  })
})

/** An engine whose inserts wait, fail, or fail after they have worked. */
const faulty = (engine: Engine, insert: Engine['insert']): Engine => ({
  read: (sql, params, limits) => engine.read(sql, params, limits),
  write: (sql, params) => engine.write(sql, params),
  insert,
  close: () => engine.close(),
})

describe('when the store cannot', () => {
  it.each(['STORE_UNAVAILABLE', 'STORE_FULL'] as const)('%s is 503, with Retry-After, and the batch may come again', async code => {
    let down = true
    const engine = faulty(store.engine, (table, block, options) =>
      down ? Promise.reject(new Failure(code, 'the disk is gone')) : store.engine.insert(table, block, options),
    )
    const shaky = await listen(engine, { probeMs: 0 })
    const body = protobufRequest([inference(`down-${code}`)], named(`down-${code}`, 0n))
    const answer = await post(body, {}, shaky.url)
    expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 30)])
    // google.rpc.Status: code 14 is UNAVAILABLE.
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('080e')
    down = false
    expect((await post(body, {}, shaky.url)).status).toBe(200)
    expect(await rowsOf(`down-${code}`)).toHaveLength(2)
    await shaky.close()
  })

  it('and says so although it did, the repeat is found', async () => {
    let lost = true
    const engine = faulty(store.engine, async (table, block, options) => {
      await store.engine.insert(table, block, options)
      if (lost) throw new Failure('STORE_UNAVAILABLE', 'no answer')
    })
    const shaky = await listen(engine, { probeMs: 0 })
    const body = protobufRequest([inference('amb-1')], named('amb-1', 0n))
    expect((await post(body, {}, shaky.url)).status).toBe(503)
    lost = false
    expect((await post(body, {}, shaky.url)).status).toBe(200)
    expect(await rowsOf('amb-1')).toHaveLength(2)
    await shaky.close()
  })

  it('keep up, the queue fills to its bound and senders are told to wait', async () => {
    const gate = Promise.withResolvers<void>()
    const engine = faulty(store.engine, async (table, block, options) => {
      await gate.promise
      return store.engine.insert(table, block, options)
    })
    const padding = 'x'.repeat(200_000)
    const body = (id: string) => protobufRequest([inference(id, { 'ml.task.type': 'other', padding })])
    const slow = await listen(engine, { queueBytesMax: 2 ** 20, probeMs: 0 })
    const waiting = Array.from({ length: 5 }, (_, index) => post(body(`o-${index}`), {}, slow.url))
    for (let turn = 0; (await metricOf(slow.registry, 'plimsoll_receive_queue_bytes')) < 1_000_000; turn++) {
      if (turn > 2000) throw new Error('the queue never filled')
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    const answer = await post(body('o-9'), {}, slow.url)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    gate.resolve()
    expect((await Promise.all(waiting)).map(one => one.status)).toEqual([200, 200, 200, 200, 200])
    expect(await metricOf(slow.registry, 'plimsoll_receive_queue_bytes')).toBe(0)
    expect((await post(body('o-9'), {}, slow.url)).status).toBe(200)
    await slow.close()
  })

  it('stores what waits when it is closed', async () => {
    const gate = Promise.withResolvers<void>()
    const engine = faulty(store.engine, async (table, block, options) => {
      await gate.promise
      return store.engine.insert(table, block, options)
    })
    const ending = await listen(engine, { lingerMsMax: 10_000, probeMs: 0 })
    const answers = ['c-1', 'c-2'].map(id => post(protobufRequest([inference(id)]), {}, ending.url))
    for (let turn = 0; (await metricOf(ending.registry, 'plimsoll_receive_queue_bytes')) === 0; turn++) {
      if (turn > 2000) throw new Error('nothing came')
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    gate.resolve()
    const closed = ending.close()
    const statuses = (await Promise.all(answers)).map(answer => answer.status)
    await closed
    // Each is stored, or told to come again.
    const stored = [(await rowsOf('c-1')).length, (await rowsOf('c-2')).length]
    expect(statuses.map((status, index) => [status, stored[index]])).toEqual(statuses.map(status => (status === 200 ? [200, 2] : [503, 0])))
    expect(statuses).toContain(200)
  })
})

describe('the Python SDK, as recorded', () => {
  const golden = (name: string) => new URL(`../../goldens/foreign/${name}`, import.meta.url)

  it.each(['quiet', 'shifted'] as const)('%s is stored to the last value', async name => {
    const sent = JSON.parse(await readFile(golden('sent.json'), 'utf8')) as Record<string, { headers: Record<string, string>; rows: number; bytes: number }>
    const body = await readFile(golden(`${name}.pb.gz`))
    const { headers, ...expected } = sent[name] as { headers: Record<string, string>; rows: number; bytes: number }
    expect(gunzipSync(body).length).toBe(expected.bytes)
    const answer = await post(body, { 'content-type': headers['content-type'] ?? '', 'content-encoding': headers['content-encoding'] ?? '' })
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0])
    const schema = await latestSchema(store.engine, 'loans', '2026-09')
    if (!schema) throw new Error('no schema')
    const [from, to] = name === 'quiet' ? [0n, 72n] : [72n, 96n]
    const hour = 3_600_000_000_000n
    const start = 1_790_208_000_000_000_000n
    const { items } = await listRows(store.engine, schema, { fromNs: start + from * hour, toNs: start + to * hour, limit: 10_000 })
    const ages = items.map(row => Number(row.inputs.get('age')))
    expect({
      rows: items.length,
      ageSum: Math.round(ages.reduce((sum, age) => sum + age, 0) * 10) / 10,
      incomeMissing: items.filter(row => row.inputs.get('income') === null).length,
      incomeSum: items.reduce((sum, row) => sum + Number(row.inputs.get('income') ?? 0), 0),
      atlantis: items.filter(row => row.inputs.get('city') === 'Atlantis').length,
    }).toEqual(Object.fromEntries(Object.entries(expected).filter(([key]) => key !== 'bytes' && key !== 'records')))
    expect(new Set(items.map(row => row.segments.get('channel')))).toEqual(new Set(['web', 'branch']))
    expect(schema.columns.filter(column => column.role === 'score' || column.role === 'class').map(column => column.name)).toEqual(['score', 'class'])
  })
})
