import { afterEach, describe, expect, it } from 'vitest'
import { newStage, type Overrides, send, serveHttp, serveRaw, serveScript, strike, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

describe('a model server in trouble', () => {
  const downWith = async (port: number, overrides: Overrides = {}) => {
    const answer = await send((await testAgent(stage, port, overrides)).port, { path: '/' })
    return [answer.status, (JSON.parse(answer.body.toString()) as { message: string }).message]
  }

  it('that is down is named in one sentence', async () => {
    const port = await serveRaw(stage, () => {})
    await strike(stage)
    expect(await downWith(port)).toEqual([502, `The model server at 127.0.0.1:${port} refused the connection.`])
  })

  it('that does not speak HTTP is a 502', async () => {
    const { port } = await serveScript(stage, 'SSH-2.0-no\r\n\r\n')
    expect(await downWith(port)).toEqual([502, `The model server at 127.0.0.1:${port} answered with something that is not HTTP/1.1.`])
  })

  it('that frames an answer twice is a 502', async () => {
    const { port } = await serveScript(stage, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')
    expect((await downWith(port))[0]).toBe(502)
  })

  it('that hangs up is a 502', async () => {
    const { port } = await serveScript(stage, socket => socket.destroy())
    expect(await downWith(port)).toEqual([502, `The model server at 127.0.0.1:${port} closed the connection before it had answered.`])
  })

  it('that is slow is waited for, unless a limit is set', async () => {
    const { port } = await serveScript(stage, () => {})
    expect(await downWith(port, { answerTimeoutMs: 30 })).toEqual([504, 'The model server did not answer within 30 ms.'])
    const [slowHasCome, idleIsClosed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = await serveHttp(stage, async (request, response) => {
      if (request.url === '/slow') {
        slowHasCome.resolve()
        await idleIsClosed.promise
      } else request.socket.once('close', () => idleIsClosed.resolve())
      response.end('there')
    })
    const patient = await testAgent(stage, slow, { upstreamIdleMs: 20 })
    const answer = send(patient.port, { path: '/slow' })
    await slowHasCome.promise
    // Its own connection is opened later and left idle: once that is closed, the older one has been quiet for longer than the limit.
    await send(patient.port, { path: '/fast' })
    expect((await answer).body.toString()).toBe('there')
  })

  it('that has closed a pooled connection is asked again when that is safe', async () => {
    let connections = 0
    const upstream = await serveRaw(stage, socket => {
      connections++
      let requests = 0
      socket.on('data', () => {
        if (++requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        else socket.resetAndDestroy()
      })
    })
    const agent = await testAgent(stage, upstream)
    expect([(await send(agent.port, {})).status, (await send(agent.port, {})).status, connections]).toEqual([200, 200, 2])
    const answer = await send(agent.port, { method: 'POST', headers: { 'content-length': '1' } }, 'x')
    expect([answer.status, answer.head.slice(answer.head.indexOf('Retry-After')).slice(0, 2)]).toEqual([502, ['Retry-After', '1']])
  })
})
