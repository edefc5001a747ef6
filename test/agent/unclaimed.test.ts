import { afterEach, expect, it } from 'vitest'
import { halfModel, inferPath, newStage, post, readBody, send, serveHttp, strike, tensorBody, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

const json = { 'content-type': 'application/json' }
const echo = () => serveHttp(stage, async (request, response) => response.end(await readBody(request)))

it.each([['application/json'], ['Application/JSON ; charset=utf-8'], ['application/problem+json']])(
  'posted %s that no protocol claims is counted as such, and passed on',
  async type => {
    const agent = await testAgent(stage, await echo())
    const { status, body } = await post(agent.port, '/predict', '{"instances":[[1]]}', { 'content-type': type })
    expect([status, body.toString()]).toEqual([200, '{"instances":[[1]]}'])
    expect(await agent.count('agentNotCaptured')).toBe(1)
    expect(await agent.count('agentNotCaptured', { reason: 'no_protocol' })).toBe(1)
  },
)

it.each([
  ['a health check', { method: 'GET', path: '/v2/health/ready' }, undefined],
  ['a GET that names a type', { method: 'GET', path: '/v2', headers: json }, undefined],
  ['a PUT', { method: 'PUT', path: '/config', headers: { ...json, 'content-length': '2' } }, '{}'],
  ['a POST without a body', { method: 'POST', path: '/v2/repository/index', headers: { ...json, 'content-length': '0' } }, undefined],
  ['a form', { method: 'POST', path: '/predict', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' } }, 'a=1'],
  ['a body without a type', { method: 'POST', path: '/predict', headers: { 'content-length': '2' } }, '{}'],
  ['lines of JSON', { method: 'POST', path: '/predict', headers: { 'content-type': 'application/jsonlines', 'content-length': '2' } }, '{}'],
] as const)('%s is no inference that is missed', async (_what, options, body) => {
  const agent = await testAgent(stage, await echo())
  expect((await send(agent.port, options, body)).status).toBe(200)
  expect(await agent.count('agentNotCaptured')).toBe(0)
})

it('what a protocol claims is not counted', async () => {
  const agent = await testAgent(stage, await serveHttp(stage, halfModel))
  await post(agent.port, inferPath, tensorBody([1]), json)
  expect(await agent.count('agentNotCaptured')).toBe(0)
})
