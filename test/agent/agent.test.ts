import { afterEach, expect, it } from 'vitest'
import { until } from '../setup/until.ts'
import { fakeCollector, halfModel, inferPath, newStage, post, readBody, send, serveHttp, strike, tensorBody, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

const pairs = (head: readonly string[]): [string, string][] =>
  head.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), head[index + 1] ?? '']] : []))

it('sends what went in and what came out as an ml.inference event', async () => {
  const [upstream, collector] = [await serveHttp(stage, halfModel), await fakeCollector(stage)]
  const agent = await testAgent(stage, upstream, { collector: collector.url, segmentHeaders: { 'X-Region': 'region' }, entityColumn: 'x', task: 'regression' })
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const answer = await post(agent.port, inferPath, tensorBody([3, 0.5], 'r-1'), { 'x-region': 'north', traceparent: trace })
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
    200,
    { model_name: 'half', model_version: '7', id: 'r-1', outputs: [{ name: 'score', shape: [2, 1], datatype: 'FP64', data: [1.5, 0.25] }] },
  ])
  await until('the collector has the record', () => collector.records().length === 1)
  const [record] = collector.records()
  expect(record?.event).toBe('ml.inference')
  expect(Math.abs(Number(record?.timeNs) / 1e6 - Date.now())).toBeLessThan(60_000)
  const { 'ml.inference.duration': duration, ...rest } = Object.fromEntries(record?.attributes ?? [])
  expect(duration).toBeGreaterThanOrEqual(0)
  expect(rest).toEqual({
    'ml.model.name': 'half',
    'ml.model.version': '7',
    'ml.task.type': 'regression',
    'ml.inference.id': 'r-1',
    'ml.inference.batch.size': 2,
    'ml.inference.protocol': 'oip_v2_http',
    'ml.inputs': new Map([['x', [3, 0.5]]]),
    'ml.outputs': new Map([['score', [1.5, 0.25]]]),
    'ml.segments': new Map([['region', 'north']]),
    'ml.entity.ids': ['3', '0.5'],
    'ml.capture.source': 'proxy',
    'http.response.status_code': 200,
  })
  const resource = collector.batches[0]?.resource
  expect(resource?.get('service.name')).toBe('plimsoll-agent')
  expect(resource?.get('plimsoll.batch.attempt')).toBe(0)
  expect(resource?.get('plimsoll.batch.id')).toMatch(/^[0-9a-f]{32}$/)
})

it('tells both sides its id when no header carries one, and labels can join on it', async () => {
  const seen: string[] = []
  const upstream = await serveHttp(stage, (request, response) => {
    seen.push(String(request.headers['x-request-id']))
    return halfModel(request, response)
  })
  const collector = await fakeCollector(stage)
  const agent = await testAgent(stage, upstream, { collector: collector.url })
  const told = new Map(pairs((await post(agent.port, inferPath, tensorBody([1]))).head)).get('x-request-id')
  expect(told).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const given = pairs((await post(agent.port, inferPath, tensorBody([1]), { 'X-Request-Id': 'mine' })).head)
  expect(given.some(([name]) => name === 'x-request-id')).toBe(false)
  const other = await send(agent.port, { path: '/v2/health/ready' })
  expect(pairs(other.head).some(([name]) => name === 'x-request-id')).toBe(false)
  expect(seen).toEqual([told, 'mine', 'undefined'])
  await until('both are there', () => collector.records().length === 2)
  expect(collector.records().map(({ attributes }) => attributes.get('ml.inference.id'))).toEqual([told, 'mine'])
})

it('takes the event time from its header only when told to, and keeps that header from the model', async () => {
  const seen: unknown[] = []
  const upstream = await serveHttp(stage, (request, response) => {
    seen.push(request.headers['x-plimsoll-event-time'])
    return halfModel(request, response)
  })
  const collector = await fakeCollector(stage)
  const [honours, ignores] = [
    await testAgent(stage, upstream, { collector: collector.url, eventTimeHeader: true }),
    await testAgent(stage, upstream, { collector: collector.url }),
  ]
  const header = { 'x-plimsoll-event-time': '2001-02-03T04:05:06.000000007Z' }
  await post(honours.port, inferPath, tensorBody([1]), header)
  await until('the first is there', () => collector.records().length === 1)
  await post(ignores.port, inferPath, tensorBody([1]), header)
  await until('the second is there', () => collector.records().length === 2)
  expect(seen).toEqual([undefined, header['x-plimsoll-event-time']])
  // date -ud 2001-02-03T04:05:06Z +%s = 981173106
  expect(collector.records()[0]?.timeNs).toBe(981_173_106_000_000_007n)
  expect(collector.records()[1]?.timeNs).toBeGreaterThan(1_600_000_000_000_000_000n)
  await post(honours.port, inferPath, tensorBody([1]), { 'x-plimsoll-event-time': 'yesterday' })
  await until('the wrong time is counted', async () => (await honours.count('agentWrongEventTimes')) === 1)
})

it('captures errors of the model without outputs, and not what never reached it', async () => {
  const upstream = await serveHttp(stage, (request, response) => {
    request.resume()
    response.writeHead(Number(request.headers['x-answer']), { 'content-type': 'application/json' }).end('{"error":"no"}')
  })
  const collector = await fakeCollector(stage)
  const agent = await testAgent(stage, upstream, { collector: collector.url })
  for (const status of ['401', '403', '404', '500']) await post(agent.port, inferPath, tensorBody([1]), { 'x-answer': status })
  await until('the error is there', () => collector.records().length === 1)
  const attributes = collector.records()[0]?.attributes
  expect([attributes?.get('http.response.status_code'), attributes?.get('error.type'), attributes?.has('ml.outputs')]).toEqual([500, '500', false])
  expect(await agent.count('agentNotCaptured', { reason: 'refused_by_model_server' })).toBe(3)
})

it('redacts before anything leaves', async () => {
  const upstream = await serveHttp(stage, halfModel)
  const collector = await fakeCollector(stage)
  const redact = { fields: { x: 'hash', score: 'drop' }, headers: { 'x-user': 'hash' }, key: 'a key of sixteen or more' } as const
  const agent = await testAgent(stage, upstream, { collector: collector.url, redact, segmentHeaders: { 'x-user': 'user' }, entityColumn: 'x' })
  await post(agent.port, inferPath, tensorBody([4711]), { 'x-user': 'canary' })
  await until('the record is there', () => collector.records().length === 1)
  const attributes = collector.records()[0]?.attributes
  // printf 4711 | openssl dgst -sha256 -hmac 'a key of sixteen or more' | cut -c1-32, and the same for canary
  const [number, word] = ['2ac1977a017f6a2a3a246f848dc43103', 'd4c7b83b570d75ccf4054d1914d2935b']
  expect(attributes?.get('ml.inputs')).toEqual(new Map([['x', [number]]]))
  expect(attributes?.has('ml.outputs')).toBe(false)
  expect(attributes?.get('ml.entity.ids')).toEqual([number])
  expect(attributes?.get('ml.segments')).toEqual(new Map([['user', word]]))
})

it('counts what the collector would refuse, and sends it nothing of the kind', async () => {
  const upstream = await serveHttp(stage, async (request, response) => {
    await readBody(request)
    const rows = Number(request.headers['x-rows'])
    const score = { name: 'score', shape: [rows], datatype: 'FP64', data: Array.from({ length: rows }, () => 1) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ outputs: [score] }))
  })
  const collector = await fakeCollector(stage)
  const agent = await testAgent(stage, upstream, { collector: collector.url })
  const ask = (name: string, rows: number, width: number) => {
    const x = { name, shape: [rows, width], datatype: 'FP64', data: Array.from({ length: rows * width }, () => 1) }
    return post(agent.port, inferPath, JSON.stringify({ inputs: [x] }), { 'x-rows': String(rows) })
  }
  // 2^19 = 524,288 values: 1,000 rows of 523 inputs and an output are 524,000, one input more makes 525,000.
  await ask('x', 1_000, 524)
  await ask('x', 1_000, 600)
  await ask('x'.repeat(257), 1, 1)
  await ask('x\0', 1, 1)
  await ask('x', 1_000, 523)
  await until('the one that fits has arrived', () => collector.records().length === 1)
  expect(collector.records()[0]?.attributes.get('ml.inference.batch.size')).toBe(1_000)
  expect([await agent.count('agentNotCaptured', { reason: 'too_large' }), await agent.count('agentNotCaptured', { reason: 'malformed' })]).toEqual([3, 1])
  expect(await agent.count('agentDroppedRows')).toBe(0)
})
