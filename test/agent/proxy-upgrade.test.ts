import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../setup/until.ts'
import { newStage, readBody, serveHttp, serveRaw, serveScript, strike, talk, testAgent, withoutHop } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

describe('tunnels', () => {
  it('joins both sides byte for byte after an upgrade', async () => {
    const { port, seen } = await serveScript(stage, socket => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\nX-E: 1\r\n\r\nfirst,')
      socket.on('data', chunk => socket.write(chunk))
    })
    const agent = await testAgent(stage, port)
    const client = connect({ port: agent.port, host: '127.0.0.1' })
    client.write('GET /chat HTTP/1.1\r\nHost: a\r\nX-c: 1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nearly,')
    let text = ''
    client.on('data', chunk => (text += chunk.toString()))
    await until('the early bytes are back', () => text.includes('early,'))
    client.write('late')
    await until('the late bytes are back', () => text.includes('late'))
    client.destroy()
    expect(text).toBe('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\nX-E: 1\r\n\r\nfirst,early,late')
    expect(seen[0]?.startsWith('GET /chat HTTP/1.1\r\nHost: a\r\nX-c: 1\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')).toBe(true)
  })

  it('passes a refusal of the upgrade on', async () => {
    const { port } = await serveScript(stage, 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno')
    const agent = await testAgent(stage, port)
    const text = await talk(agent.port, ['GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n'])
    expect(withoutHop(text)).toBe('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno')
  })

  it('serves the offer of HTTP/2 that Java clients make as the plain request that it is', async () => {
    const upstream = await serveHttp(stage, async (request, response) => response.end(`${request.headers.upgrade} ${(await readBody(request)).toString()}`))
    const agent = await testAgent(stage, upstream)
    const head =
      'POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Length: 4\r\n\r\n'
    expect(await talk(agent.port, [head, 'body'], text => text.includes('undefined body'))).toContain('200 OK')
  })

  it('refuses CONNECT', async () => {
    const agent = await testAgent(stage, await serveRaw(stage, () => {}))
    expect(await talk(agent.port, ['CONNECT b:1 HTTP/1.1\r\nHost: b:1\r\n\r\n'])).toMatch(/^HTTP\/1\.1 405 /)
  })
})
