import { afterEach, describe, expect, it } from 'vitest'
import { newStage, serveRaw, serveScript, strike, talk, testAgent } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

describe('doubt', () => {
  const chunked = 'Transfer-Encoding: chunked\r\n'
  it.each([
    ['length and coding', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${chunked}\r\n0\r\n\r\n`],
    ['coding and length', `POST / HTTP/1.1\r\nHost: a\r\n${chunked}Content-Length: 5\r\n\r\n0\r\n\r\n`],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['two equal lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na'],
    ['a list of lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na'],
    ['a signed length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na'],
    ['a length in hex', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na'],
    ['a coding that hides', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['two codings', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n${chunked}\r\n0\r\n\r\n`],
    ['a coding that is not last', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
    ['an unknown coding', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a coding in HTTP/1.0', `POST / HTTP/1.0\r\nHost: a\r\n${chunked}\r\n0\r\n\r\n`],
    ['a space before the colon', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\na'],
    ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\nX-a: 1\r\n b\r\n\r\n'],
    ['bare line feeds', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['a NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX-a: \0\r\n\r\n'],
    ['a bare carriage return', 'GET / HTTP/1.1\r\nHost: a\r\nX-a: 1\rX-b: 2\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n'],
    ['a target of another host', 'GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a connection option that frames', 'POST / HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\nContent-Length: 1\r\n\r\na'],
    ['an unknown version', 'GET / HTTP/3.1\r\nHost: a\r\n\r\n'],
  ])('about %s is a 400 and nothing is forwarded', async (_what, bytes) => {
    let connections = 0
    const upstream = await serveRaw(stage, () => connections++)
    const agent = await testAgent(stage, upstream)
    const text = await talk(agent.port, [bytes])
    expect([text.slice(0, 12), connections]).toEqual(['HTTP/1.1 400', 0])
  })

  it.each(['x\r\nab\r\n', '+2\r\nab\r\n', '2 \r\nab\r\n', '2\nab\r\n', '2\r\nabc\r\n', 'fffffffffffffffff\r\nab'])(
    'about the chunk %j ends the request',
    async chunk => {
      const { port, seen } = await serveScript(stage, '', text => text.includes('0\r\n\r\n'))
      const agent = await testAgent(stage, port)
      const text = await talk(agent.port, [`POST / HTTP/1.1\r\nHost: a\r\n${chunked}\r\n${chunk}`])
      expect(text.slice(0, 12)).toBe('HTTP/1.1 400')
      expect((seen[0] ?? '').includes('0\r\n\r\n')).toBe(false)
    },
  )
})
