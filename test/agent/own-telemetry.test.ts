import { afterEach, expect, it } from 'vitest'
import { halfModel, inferPath, newStage, post, readBody, serveHttp, strike, tensorBody, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

it('sends its own spans and metrics when an endpoint is set, and leaves traceparent alone', async () => {
  const received = new Map<string, Buffer[]>()
  const endpoint = await serveHttp(stage, async (request, response) => {
    received.set(request.url ?? '', [...(received.get(request.url ?? '') ?? []), await readBody(request)])
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  const seen: unknown[] = []
  const upstream = await serveHttp(stage, (request, response) => {
    seen.push(request.headers['traceparent'])
    return halfModel(request, response)
  })
  const agent = await testAgent(stage, upstream, { telemetryEndpoint: `http://127.0.0.1:${endpoint}/` })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await post(agent.port, inferPath, tensorBody([1]), { traceparent })
  await agent.close()
  expect(seen).toEqual([traceparent])
  const [spans, metrics] = ['/v1/traces', '/v1/metrics'].map(path => Buffer.concat(received.get(path) ?? []))
  // Span.trace_id (1) and parent_span_id (4), 16 and 8 bytes: opentelemetry.proto.trace.v1.
  expect(spans?.includes(Buffer.from('0a100af7651916cd43dd8448eb211c80319c', 'hex'))).toBe(true)
  expect(spans?.includes(Buffer.from('2208b7ad6b7169203331', 'hex'))).toBe(true)
  for (const name of ['plimsoll_agent_requests_total', 'plimsoll_agent_queue_bytes', 'plimsoll_agent_upstream_seconds_count'])
    expect(metrics?.includes(name), name).toBe(true)
})
