import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { addressOf } from '../../agent/listen.ts'
import { AgentSettings } from '../../agent/settings.ts'
import { defaults } from '../../contract/index.ts'
import { until } from '../setup/until.ts'
import { halfModel, inferPath, newStage, post, send, serveHttp, serveRaw, strike, tensorBody, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

describe('the admin port', () => {
  it('shows health and metrics, and nothing else', async () => {
    const agent = await testAgent(stage, await serveHttp(stage, halfModel))
    await post(agent.port, inferPath, tensorBody([1, 2, 3]))
    await until('it is captured', async () => (await agent.count('agentCaptured')) === 3)
    const ask = async (path: string, method = 'GET') => {
      const { status, body } = await send(agent.adminPort, { path, method })
      return [status, body.toString()] as const
    }
    expect(await ask('/healthz')).toEqual([200, 'live\n'])
    expect(await ask('/readyz?verbose')).toEqual([200, 'ready\n'])
    expect((await ask('/metrics'))[1]).toMatch(/^plimsoll_agent_captured_rows_total 3$/m)
    expect((await ask('/metrics'))[1]).toMatch(/^plimsoll_agent_requests_total\{status="2xx"\} 1$/m)
    expect([(await ask('/'))[0], (await ask('/healthz', 'POST'))[0]]).toEqual([404, 405])
  })

  it('counts connections that were closed because too many were open', async () => {
    const agent = await testAgent(stage, await serveHttp(stage, halfModel), { connectionsMax: 1 })
    const held = connect(agent.port, '127.0.0.1')
    await once(held, 'connect')
    const further = connect(agent.port, '127.0.0.1').resume()
    await once(further, 'close')
    expect([held.destroyed, await agent.count('agentConnectionsRefused')]).toEqual([false, 1])
    held.destroy()
  })

  it('is not ready while the agent stops, which waits for requests under way', async () => {
    const finish: (() => void)[] = []
    const upstream = await serveHttp(stage, (_request, response) => {
      finish.push(() => response.end('done'))
    })
    const agent = await testAgent(stage, upstream, { stopDelayMs: 100, stopWaitMs: 5_000 })
    const answer = send(agent.port, {})
    await until('the request is under way', () => finish.length === 1)
    const closed = agent.close()
    expect((await send(agent.adminPort, { path: '/readyz' })).status).toBe(503)
    finish[0]?.()
    expect((await answer).body.toString()).toBe('done')
    await closed
    await expect(send(agent.port, { agent: false })).rejects.toThrow('ECONNREFUSED')
  })

  it('is not opened to others unless told so', async () => {
    const upstream = await serveRaw(stage, () => {})
    await expect(testAgent(stage, upstream, { adminListen: '0.0.0.0:0' })).rejects.toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining('--insecure') }),
    )
    expect((await testAgent(stage, upstream, { adminListen: '0.0.0.0:0', insecure: true })).adminPort).toBeGreaterThan(0)
  })

  it.each([
    ['listen', '--listen'],
    ['adminListen', '--admin-listen'],
  ] as const)('says in one sentence that the port of %s is in use, and by which flag to choose another', async (which, flag) => {
    const port = await serveRaw(stage, () => {})
    await expect(testAgent(stage, port, { [which]: `127.0.0.1:${port}` })).rejects.toThrow(
      `Port in use: something else listens on 127.0.0.1:${port}; stop it or choose another address by ${flag}.`,
    )
  })
})

describe('addresses', () => {
  it.each([
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['127.9.9.9:80', '127.9.9.9', 80],
    ['[::1]:81', '::1', 81],
    ['localhost:82', 'localhost', 82],
    ['0.0.0.0:83', '0.0.0.0', 83],
    ['[::]:84', '::', 84],
    ['127.0.0.1.example.org:85', '127.0.0.1.example.org', 85],
  ])('%s', (text, host, port) => expect(addressOf(text)).toEqual({ host, port }))
})

it('has defaults that hold together', () => {
  const settings = defaults(AgentSettings)
  expect([settings.listen, settings.adminListen, settings.upstream, settings.collector]).toEqual([
    '127.0.0.1:9000',
    '127.0.0.1:9465',
    'http://127.0.0.1:8080',
    'http://127.0.0.1:4318',
  ])
  expect([settings.protocols, settings.answerTimeoutMs, settings.samplingRatio, settings.ship.queueBytesMax]).toEqual([
    { oip_v2_http: {} },
    0,
    1,
    64 * 1024 ** 2,
  ])
})
