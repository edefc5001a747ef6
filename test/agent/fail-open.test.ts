import { createHash } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { type Answer, fakeCollector, inferPath, newStage, readBody, type Stage, send, serveHttp, serveRaw, strike, tensorBody, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

const MB = 1_000_000
const queueBytesMax = 64 * 1024

/** A model server without a clock: the same request always has the same answer, which proves what it read by a hash. */
async function model(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const sum = createHash('sha256').update(body).digest('hex')
  response.sendDate = false
  response.setHeader('X-Sum', sum)
  response.setHeader('set-COOKIE', ['a=1', 'b=2'])
  try {
    if (body.length > MB) throw new Error('too long to be read')
    const asked = JSON.parse(body.toString()) as { inputs: [{ shape: [number]; data: number[] }] }
    const outputs = [{ name: 'score', shape: asked.inputs[0].shape, datatype: 'FP64', data: asked.inputs[0].data.map(x => x / 2) }]
    response.writeHead(200, { 'content-type': 'application/json; odd' }).end(JSON.stringify({ model_name: 'half', outputs }))
  } catch {
    // Bad requests are echoed, so that answers are large and odd as well.
    response.writeHead(400, 'Not That', { 'Content-Length': body.length }).end(body)
  }
}

const collectors = {
  absent: async (inner: Stage) => {
    const port = await serveRaw(inner, () => {})
    await strike(inner)
    return `http://127.0.0.1:${port}`
  },
  hanging: async (inner: Stage) => `http://127.0.0.1:${await serveHttp(inner, () => {})}`,
  failing: async (inner: Stage) => {
    const collector = await fakeCollector(inner)
    collector.answer = response => response.writeHead(500).end('broken')
    return collector.url
  },
}

interface Asked {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer
}

const malformed = [
  Buffer.from('{"inputs":[{"name":"x","shape":[2],"datatype":"FP64","data":[1,'),
  Buffer.from([0xff, 0xfe, 0, 1]),
  Buffer.alloc(0),
  Buffer.from('['.repeat(5_000)),
]

/** Every tenth is malformed, of those `huge` are 50 MB; a third name their id. */
function requestOf(index: number, huge: number): Asked {
  const id: Record<string, string> = index % 3 === 0 ? { 'x-request-id': `r-${index}` } : {}
  if (index % 10 !== 0) return { path: inferPath, headers: id, body: Buffer.from(tensorBody([index, index / 7])) }
  const body = index / 10 < huge ? Buffer.alloc(50 * MB, `junk ${index} `) : (malformed[(index / 10) % malformed.length] as Buffer)
  return { path: inferPath, headers: { ...id, 'Content-Type': 'text/nonsense' }, body }
}

const hop = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Status, end-to-end fields in order and spelling, and a hash of the body. The id that we add is the stated exception. */
function essence({ status, head, body }: Answer): unknown {
  const fields = head.flatMap((name, index) =>
    index % 2 === 0 && !hop.has(name.toLowerCase()) && name !== 'x-request-id' ? [`${name}: ${head[index + 1]}`] : [],
  )
  return { status, fields, body: createHash('sha256').update(body).digest('hex') }
}

it.each([
  ['absent', 20],
  ['hanging', 0],
  ['failing', 0],
] as const)('while the collector is %s, 2,000 answers equal the direct ones', { timeout: 120_000 }, async (kind, huge) => {
  const upstream = await serveHttp(stage, model)
  const inner = newStage()
  stage.closing.push(() => strike(inner))
  const collector = await collectors[kind](inner)
  const ship = { queueBytesMax, batchBytesMax: 8 * 1024, timeoutMs: 100, giveUpMs: 250, drainMs: 50 }
  const agent = await testAgent(stage, upstream, { collector, ship })
  const pool = new http.Agent({ keepAlive: true, maxSockets: 32 })
  stage.closing.push(async () => pool.destroy())
  const total = 2_000
  let [next, queueBytesMost] = [0, 0]
  const walk = async (): Promise<void> => {
    for (let index = next++; index < total; index = next++) {
      const { path, headers, body } = requestOf(index, huge)
      const ask = (port: number) => send(port, { agent: pool, method: 'POST', path, headers: { ...headers, 'content-length': body.length } }, body)
      const through = essence(await ask(agent.port))
      expect(through, `request ${index}`).toEqual(essence(await ask(upstream)))
      queueBytesMost = Math.max(queueBytesMost, await agent.count('agentQueueBytes'))
    }
  }
  await Promise.all(Array.from({ length: 8 }, walk))
  expect(queueBytesMost).toBeLessThanOrEqual(queueBytesMax)
  await agent.close()
  stage.closing.splice(
    stage.closing.findIndex(close => close === agent.close),
    1,
  )

  // 2,000 requests, 1 in 10 malformed: 1,800 of two rows, none of which can arrive.
  expect(await agent.count('agentCaptured')).toBe(3_600)
  expect(await agent.count('agentDroppedRows')).toBe(3_600)
  expect(await agent.count('agentShipped')).toBe(0)
  expect(await agent.count('agentNotCaptured', { reason: 'too_large' })).toBe(huge)
  expect(await agent.count('agentNotCaptured', { reason: 'malformed' })).toBe(200 - huge)
  expect(await agent.count('agentNotCaptured')).toBe(200)
  expect([await agent.count('agentQueueBytes'), await agent.count('agentCopyBytes')]).toEqual([0, 0])
  expect(await agent.count('agentRequests')).toBe(2_000)
})
