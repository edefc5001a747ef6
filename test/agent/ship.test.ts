import { afterEach, describe, expect, it } from 'vitest'
import { encodeInference } from '../../agent/otlp.ts'
import { readRejected } from '../../agent/partial-success.ts'
import { pauseMs } from '../../agent/pause.ts'
import { buildQueue } from '../../agent/queue.ts'
import { openSender } from '../../agent/send.ts'
import { openShipper, type ShippedRecord } from '../../agent/ship.ts'
import type { Inference } from '../../contract/index.ts'
import { until } from '../setup/until.ts'
import { fakeCollector, newStage, strike } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

const inference: Inference = {
  id: '',
  atNs: 1n,
  model: 'm',
  version: '1',
  batchSize: 2,
  inputs: new Map(),
  outputs: new Map(),
  segments: new Map(),
  entityIds: [],
  durationSeconds: null,
  protocol: 'p',
  source: 's',
  samplingRatio: 1,
  truncated: false,
  status: 200,
  error: null,
  task: null,
}

/** A shipper before a fake collector; `counts` holds shipped rows and drops and failures by reason. */
async function pier(settings: Partial<Parameters<typeof openShipper>[0]['settings']> = {}, timeoutMs = 10_000) {
  const collector = await fakeCollector(stage)
  const counts: Record<string, number> = {}
  const count = (name: string, by: number) => (counts[name] = (counts[name] ?? 0) + by)
  const queue = buildQueue<ShippedRecord>(1_000_000, ({ rows }) => count('queue_full', rows))
  const sender = openSender({ collector: `${collector.url}/base/`, token: 'secret', timeoutMs, clock: Date.now })
  stage.closing.push(() => sender.close())
  const shipper = openShipper({
    queue,
    send: sender.send,
    resource: new Map(),
    settings: { batchBytesMax: 100_000, flushEveryMs: 5, retryMinMs: 5, retryMaxMs: 10, giveUpMs: 10_000, ...settings },
    shipped: rows => count('shipped', rows),
    dropped: (rows, reason) => count(reason, rows),
    failed: reason => count(`failed ${reason}`, 1),
  })
  const put = (...ids: string[]): void => {
    for (const id of ids) {
      const payload = encodeInference({ ...inference, id }, { observedNs: 1n, trace: null })
      queue.push({ bytes: payload.length, rows: 2, payload })
    }
    shipper.wake()
  }
  const ids = () => collector.batches.map(({ records }) => records.map(({ attributes }) => attributes.get('ml.inference.id')))
  const names = () => collector.batches.map(({ resource }) => [resource.get('plimsoll.batch.id'), resource.get('plimsoll.batch.attempt')])
  return { collector, counts, shipper, put, ids, names, queue }
}

describe('the shipper', () => {
  it('sends in order, compressed, named, to the path of OTLP', async () => {
    const { collector, counts, put, ids, names } = await pier()
    put('a', 'b')
    await until('the first batch is there', () => counts['shipped'] === 4)
    put('c')
    await until('all is there', () => counts['shipped'] === 6)
    expect(ids()).toEqual([['a', 'b'], ['c']])
    expect(collector.requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      authorization: 'Bearer secret',
    })
    const [[one], [other]] = names() as [[string], [string]]
    expect([one.slice(0, 16), BigInt(`0x${other.slice(16)}`) - BigInt(`0x${one.slice(16)}`)]).toEqual([other.slice(0, 16), 1n])
  })

  it.each([429, 502, 503, 504])('repeats the same batch after %i, with the next attempt', async status => {
    const { collector, counts, put, ids, names } = await pier()
    collector.answer = response => response.writeHead(collector.batches.length < 3 ? status : 200).end()
    put('a')
    await until('it is there', () => counts['shipped'] === 2)
    const [name] = names()[0] ?? []
    expect([ids(), names()]).toEqual([
      [['a'], ['a'], ['a']],
      [
        [name, 0],
        [name, 1],
        [name, 2],
      ],
    ])
    expect(counts).toEqual({ [`failed ${status}`]: 2, shipped: 2 })
  })

  it.each([301, 401, 404, 500, 501])('does not repeat after %i, and counts the loss', async status => {
    const { collector, counts, put } = await pier()
    collector.answer = response => response.writeHead(status).end()
    put('a', 'b')
    await until('it is dropped', () => counts['refused'] === 4)
    expect([collector.batches.length, counts]).toEqual([1, { [`failed ${status}`]: 1, refused: 4 }])
  })

  it.each([400, 413])('halves what is refused by %i, down to the one record', async status => {
    const { collector, counts, put, names } = await pier()
    const isBad = (id: unknown) => id === 'bad'
    collector.answer = (response, { records }) =>
      response.writeHead(records.some(({ attributes }) => isBad(attributes.get('ml.inference.id'))) ? status : 200).end()
    put('a', 'b', 'bad', 'd')
    await until('all is settled', () => counts['refused'] === 2)
    await until('the rest is there', () => counts['shipped'] === 6)
    const [whole] = names()[0] as [string]
    expect((names() as [string, number][]).map(([id]) => id.slice(whole.length))).toEqual(['', '.0', '.1', '.1.0', '.1.1'])
  })

  it('counts what a partial success left out', async () => {
    const { collector, counts, put } = await pier()
    // ExportLogsServiceResponse { partial_success (1): { rejected_log_records (1): 2, error_message (2): "no" } }
    collector.answer = response => response.writeHead(200).end(Buffer.from('0a06080212026e6f', 'hex'))
    put('a', 'b', 'c')
    await until('it is settled', () => counts['shipped'] === 2)
    expect(counts).toEqual({ shipped: 2, refused: 4 })
  })

  it('obeys Retry-After, and gives up when that is too long', async () => {
    const { collector, counts, put } = await pier({ giveUpMs: 500 })
    collector.answer = response => response.writeHead(503, { 'retry-after': '1' }).end()
    put('a')
    await until('it is given up', () => counts['gave_up'] === 2)
    expect(collector.batches).toHaveLength(1)
  })

  // Pauses of 50 to 100 ms: at most ten of them in 500 ms, so eleven attempts.
  it('pauses also where Retry-After asks for none', async () => {
    const { collector, counts, put } = await pier({ retryMinMs: 100, retryMaxMs: 100, giveUpMs: 500 })
    collector.answer = response => response.writeHead(503, { 'retry-after': '0' }).end()
    put('a')
    await until('it is given up', () => counts['gave_up'] === 2)
    expect(collector.batches.length).toBeLessThanOrEqual(11)
  })

  it('waits for a collector that hangs no longer than its limit, and tries again', async () => {
    const { collector, counts, put } = await pier({}, 200)
    collector.answer = response => (collector.batches.length > 1 ? response.writeHead(200).end() : undefined)
    put('a')
    await until('it is there', () => counts['shipped'] === 2)
    expect(counts).toEqual({ 'failed timeout': 1, shipped: 2 })
  })

  it('drains within its bound and counts the rest', async () => {
    const { collector, counts, put, shipper, queue } = await pier({ flushEveryMs: 60_000 })
    put('a', 'b')
    await shipper.drain(1_000)
    expect(counts).toEqual({ shipped: 4 })
    const other = await pier({ retryMinMs: 60_000, retryMaxMs: 60_000, giveUpMs: 600_000 })
    other.collector.answer = response => response.writeHead(503).end()
    other.put('c')
    await until('it has been tried', () => other.collector.batches.length === 1)
    other.put('d')
    const startedMs = performance.now()
    await other.shipper.drain(50)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(other.counts).toEqual({ 'failed 503': 1, stopped: 4 })
    expect([queue.bytes, other.queue.bytes, collector.batches.length]).toEqual([0, 0, 1])
  })
})

describe('pauses', () => {
  const bounds = { retryMinMs: 500, retryMaxMs: 30_000 }
  it.each([
    [0, 0, 250],
    [0, 0.999, 499.75],
    [3, 0.5, 3_000],
    [40, 0, 15_000],
  ])('before retry %i at %f of the jitter: %f ms', (attempt, random, ms) => expect(pauseMs(attempt, bounds, () => random)).toBeCloseTo(ms, 6))
})

describe('partial success', () => {
  it.each([
    ['', 0],
    ['0a00', 0],
    ['0a03080000', 0],
    ['0a0308ac02', 300],
    // An unknown field 2 before, in both messages.
    ['1201ff0a0512016e0805', 5],
    ['7b226e6f742070726f746f62756622', 0],
    ['0aff', 0],
  ])('%s says %i', (hex, rejected) => expect(readRejected(Buffer.from(hex, 'hex'))).toBe(rejected))
})
