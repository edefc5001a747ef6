import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import { Failure } from '../../../contract/index.ts'
import { until } from '../../setup/until.ts'
import { jsonRequest, type Plain, type PlainRecord, protobufRequest } from './otlp-bytes.ts'
import { listen, metricOf, openForFile, type Receiver } from './receiver.ts'
import { atNs, inference, json } from './sender.ts'

const opened = openForFile()
const { post, rowsOf } = opened

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
    expect(await metricOf(opened.registry, 'plimsoll_repeated_batches_total')).toBe(6)
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
    await opened.restart()
    const wider: Plain = {
      map: [
        ['tenure', [1, 2]],
        ['added', [3, 4]],
      ],
    }
    await post(protobufRequest([inference('r-3', { 'ml.inputs': wider })], named('s1-10', 0n)))
    // The first ten minutes after a start every batch is looked up, so attempt 0 is known as well.
    expect([(await post(body(0n))).status, (await post(body(1n))).status]).toEqual([200, 200])
    const [found] = await opened.engine.read<{ rows: string }>("SELECT count() AS rows FROM merge(currentDatabase(), '^rows_') WHERE ref IN ('r-1', 'r-2')")
    expect(found?.rows).toBe('4')
  })

  it('is looked up when it says so, also long after the start', async () => {
    const later = await listen(opened.engine, { probeMs: 0 })
    const again = await listen(opened.engine, { probeMs: 0 })
    const body = (attempt: bigint) => protobufRequest([inference('q-1')], named('s1-11', attempt))
    await post(body(0n), {}, later.url)
    await post(body(1n), {}, again.url)
    expect(await rowsOf('q-1')).toHaveLength(2)
    await Promise.all([later.close(), again.close()])
  })
})

type Group = readonly [records: readonly PlainRecord[], resource: readonly (readonly [string, Plain])[]]
// A request's groups are a repeated field, so requests one after the other are one request.
const inProtobuf = (groups: readonly Group[]): Buffer => Buffer.concat(groups.map(([records, resource]) => protobufRequest(records, resource)))
const inJson = (groups: readonly Group[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      resourceLogs: groups.flatMap(
        ([records, resource]) => (JSON.parse(jsonRequest(records, resource).toString()) as { resourceLogs: unknown[] }).resourceLogs,
      ),
    }),
  )

describe.each([
  ['protobuf', inProtobuf, {}],
  ['JSON', inJson, json],
] as const)('several resources in one request of %s', (form, write, headers) => {
  const service = (name: string) => ['service.name', name] as const

  it.each([
    ['without a batch', []],
    ['of the same batch', named(`many ${form}`, 0n)],
  ])('%s are all stored, and once when the request comes again', async (kind, batch) => {
    const id = (place: number) => `${kind} ${form} ${place}`
    const body = write([0, 1, 2].map(place => [[inference(id(place))], [service(`s${place}`), ...batch]]))
    for (let turn = 0; turn < 2; turn++) {
      const answer = await post(body, headers)
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, form === 'JSON' ? 2 : 0])
      expect(await Promise.all([0, 1, 2].map(async place => (await rowsOf(id(place))).length))).toEqual([2, 2, 2])
    }
  })

  it.each([
    ['without a batch', []],
    ['of the same batch', named(`same ${form}`, 0n)],
  ])('%s are all stored when they give their inferences the same ids', async (kind, batch) => {
    const id = `same ${kind} ${form}`
    const other = inference(id, { 'ml.model.name': 'other' })
    await post(
      write([
        [[inference(id)], batch],
        [[inference(id)], [service('b'), ...batch]],
        [[other], batch],
      ]),
      headers,
    )
    expect([(await rowsOf(id)).length, (await rowsOf(id, 'other')).length]).toEqual([4, 2])
  })

  it('are one where two attempts at a batch were joined on their way', async () => {
    const id = `joined ${form}`
    await post(write([0n, 1n].map(attempt => [[inference(id)], named(id, attempt)])), headers)
    expect(await rowsOf(id)).toHaveLength(2)
  })
})

/** An engine whose inserts wait, fail, or fail after they have worked. */
const faulty = (engine: Engine, insert: Engine['insert']): Engine => ({
  read: (sql, params, limits) => engine.read(sql, params, limits),
  write: (sql, params) => engine.write(sql, params),
  insert,
  close: () => engine.close(),
})

const untilQueued = (from: Receiver, bytes: number): Promise<void> =>
  until(`the queue holds ${bytes} bytes`, async () => (await metricOf(from.registry, 'plimsoll_receive_queue_bytes')) >= bytes)

describe('when the store cannot', () => {
  it.each(['STORE_UNAVAILABLE', 'STORE_FULL'] as const)('%s is 503, with Retry-After, and the batch may come again', async code => {
    let down = true
    const engine = faulty(opened.engine, (table, block, options) =>
      down ? Promise.reject(new Failure(code, 'the disk is gone')) : opened.engine.insert(table, block, options),
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
    const engine = faulty(opened.engine, async (table, block, options) => {
      await opened.engine.insert(table, block, options)
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
    const engine = faulty(opened.engine, async (table, block, options) => {
      await gate.promise
      return opened.engine.insert(table, block, options)
    })
    const padding = 'x'.repeat(200_000)
    const body = (id: string) => protobufRequest([inference(id, { 'ml.task.type': 'other', padding })])
    const slow = await listen(engine, { queueBytesMax: 2 ** 20, probeMs: 0 })
    const waiting = Array.from({ length: 5 }, (_, index) => post(body(`o-${index}`), {}, slow.url))
    await untilQueued(slow, 1_000_000)
    const answer = await post(body('o-9'), {}, slow.url)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    gate.resolve()
    expect((await Promise.all(waiting)).map(one => one.status)).toEqual([200, 200, 200, 200, 200])
    expect(await metricOf(slow.registry, 'plimsoll_receive_queue_bytes')).toBe(0)
    expect((await post(body('o-9'), {}, slow.url)).status).toBe(200)
    await slow.close()
  })

  it('stores what it began when it is closed, without lingering, and sends the others away to come again', async () => {
    const [gate, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const engine = faulty(opened.engine, async (table, block, options) => {
      begun.resolve()
      await gate.promise
      return opened.engine.insert(table, block, options)
    })
    const ending = await listen(engine, { lingerMsMax: 10_000, probeMs: 0 })
    const ids = ['c-1', 'c-2', 'c-3']
    const answers = ids.map(id => post(protobufRequest([inference(id)]), {}, ending.url))
    await begun.promise
    await untilQueued(ending, ids.length * protobufRequest([inference('c-1')]).length)
    const closed = ending.close()
    gate.resolve()
    await closed
    const statuses = (await Promise.all(answers)).map(answer => answer.status)
    const stored = await Promise.all(ids.map(async id => (await rowsOf(id)).length))
    expect(stored).toEqual(statuses.map(status => (status === 200 ? 2 : 0)))
    expect(statuses).toContain(200)
    expect(statuses.every(status => status === 200 || status === 503)).toBe(true)
  })
})

describe('a model version beyond the limit', () => {
  it('is refused alone, again and again, while known ones in the same request are stored once', async () => {
    // The store of this file has a few versions already; one is as low as the limit goes.
    const full = await listen(opened.engine, { versionsMax: 1, probeMs: 0 })
    const stranger = (id: string) => inference(id, { 'ml.model.name': `stranger ${id}` })
    const body = jsonRequest([stranger('v-1'), inference('v-2'), stranger('v-3')], named('v', 0n))
    for (let turn = 0; turn < 2; turn++) {
      const answer = await post(body, json, full.url)
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { partialSuccess: { rejectedLogRecords: '2', errorMessage: expect.stringContaining('1 model versions already') } },
      ])
      expect([(await rowsOf('v-2')).length, (await rowsOf('v-1', 'stranger v-1')).length]).toEqual([2, 0])
    }
    expect(await metricOf(full.registry, 'plimsoll_refused_records_total', { reason: 'version' })).toBe(4)
    await full.close()
  })
})
