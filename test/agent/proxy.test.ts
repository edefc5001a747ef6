import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../setup/until.ts'
import { newStage, readBody, serveHttp, serveRaw, serveScript, strike, talk, testAgent, withoutHop } from './stage.ts'

const stage = newStage()
afterEach(() => strike(stage))

const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

describe('heads', () => {
  it('keeps order, spelling, doubles and every byte of end-to-end fields; drops those of the hop', async () => {
    const { port, seen } = await serveScript(
      stage,
      'HTTP/1.1 200 Fine, thanks\r\nB-odd: x  y\r\nset-cookie: a=1\r\na-LOW: caf\xe9\r\nSet-Cookie: b=2\r\nKeep-Alive: timeout=9\r\nContent-Length: 2\r\n\r\nok',
    )
    const agent = await testAgent(stage, port)
    const text = await talk(agent.port, [
      'POST /p?q=%2F HTTP/1.1\r\nhOsT: model\r\nx-B: 1\r\nX-a: 2\r\nx-B: 3\r\nConnection: close, x-hop\r\nx-hop: gone\r\nTE: trailers\r\nContent-Length: 3\r\n\r\nabc',
    ])
    expect(withoutHop(seen[0] ?? '')).toBe('POST /p?q=%2F HTTP/1.1\r\nhOsT: model\r\nx-B: 1\r\nX-a: 2\r\nx-B: 3\r\nContent-Length: 3\r\n\r\nabc')
    expect(withoutHop(text)).toBe(
      'HTTP/1.1 200 Fine, thanks\r\nB-odd: x  y\r\nset-cookie: a=1\r\na-LOW: caf\xe9\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok',
    )
  })

  it('adds neither date nor type, and passes more fields than node:http counts', async () => {
    const many = Array.from({ length: 2_100 }, (_, index) => `x${index}: ${index}\r\n`).join('')
    const { port, seen } = await serveScript(stage, `HTTP/1.1 200 OK\r\n${many}Content-Length: 0\r\n\r\n`)
    const agent = await testAgent(stage, port)
    const text = await talk(agent.port, [`GET / HTTP/1.1\r\nHost: a\r\n${many}Connection: close\r\n\r\n`])
    expect(withoutHop(text)).toBe(`HTTP/1.1 200 OK\r\n${many}Content-Length: 0\r\n\r\n`)
    expect(withoutHop(seen[0] ?? '')).toBe(`GET / HTTP/1.1\r\nHost: a\r\n${many}\r\n`)
  })
})

describe('bodies', () => {
  it('passes chunked bodies with trailers both ways', async () => {
    const { port, seen } = await serveScript(
      stage,
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 7\r\n\r\n',
      text => text.includes('x-in: 1\r\n\r\n'),
    )
    const agent = await testAgent(stage, port)
    const text = await talk(
      agent.port,
      ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: x-in\r\n\r\n', '3\r\nabc\r\n', '2;ext=1\r\nde\r\n0\r\nx-in: 1\r\n\r\n'],
      all => all.endsWith('x-sum: 7\r\n\r\n'),
    )
    expect(text.split('\r\n\r\n').slice(1).join('|')).toBe('5\r\nhello\r\n0\r\nx-sum: 7|')
    const [head, ...rest] = (seen[0] ?? '').split('\r\n\r\n')
    expect(head).toContain('Transfer-Encoding: chunked')
    expect(
      rest
        .join('|')
        .replace(/^\d+\r\n/gm, '')
        .replaceAll('\r\n', ''),
    ).toBe('abcdex-in: 1|')
  })

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nX-E: 1\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\nX-E: 1\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: "e"\r\n\r\n'],
  ])('gives %s no body where %j has none', async (method, answer) => {
    const { port } = await serveScript(stage, answer)
    const agent = await testAgent(stage, port)
    expect(withoutHop(await talk(agent.port, [get.replace('GET', method)]))).toBe(answer)
  })

  it('does not give a request a body that it never had', async () => {
    const { port, seen } = await serveScript(stage, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    const agent = await testAgent(stage, port)
    await talk(agent.port, ['POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'])
    expect(withoutHop(seen[0] ?? '')).toBe('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
  })

  it('passes an answer that ends with its connection, also to HTTP/1.0', async () => {
    const { port } = await serveScript(stage, socket => socket.end('HTTP/1.1 200 OK\r\nX-E: 1\r\n\r\nuntil the end'))
    const agent = await testAgent(stage, port)
    expect(await talk(agent.port, ['GET / HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1\.1 200 OK\r\nX-E: 1\r\nConnection: close\r\n\r\nuntil the end$/)
    expect(await talk(agent.port, [get])).toMatch(/\r\n\r\nd\r\nuntil the end\r\n0\r\n\r\n$/)
  })

  it('hands on each event of a stream as it comes', async () => {
    const events: Socket[] = []
    const { port } = await serveScript(stage, socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
      events.push(socket)
    })
    const agent = await testAgent(stage, port)
    let step = 0
    const text = await talk(agent.port, [get], all => {
      if (step === 0 && all.includes('\r\n\r\n')) step = events[0]?.write('3\r\none\r\n') ? 1 : 1
      if (step === 1 && all.includes('one')) step = events[0]?.write('3\r\ntwo\r\n0\r\n\r\n') ? 2 : 2
      return false
    })
    expect(text).toContain('two')
  })
})

describe('order of things', () => {
  it('answers pipelined requests in their order', async () => {
    const fastIsAnswered = Promise.withResolvers<void>()
    const upstream = await serveHttp(stage, async (request, response) => {
      if (request.url === '/slow') await fastIsAnswered.promise
      response.end(request.url, () => request.url === '/fast' && fastIsAnswered.resolve())
    })
    const agent = await testAgent(stage, upstream)
    const text = await talk(agent.port, ['GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'])
    expect(text.match(/\/(slow|fast)/g)).toEqual(['/slow', '/fast'])
  })

  it('bounds how far a client may run ahead', async () => {
    let served = 0
    const allHaveCome = Promise.withResolvers<void>()
    const upstream = await serveHttp(stage, async (_request, response) => {
      if (++served === 16) allHaveCome.resolve()
      await allHaveCome.promise
      response.end()
    })
    const agent = await testAgent(stage, upstream)
    const text = await talk(agent.port, ['GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(40)])
    expect([served, text.includes('HTTP/1.1 429')]).toEqual([16, true])
  })

  it('passes 100 Continue on, and the body only then', async () => {
    const upstream = await serveHttp(stage, async (request, response) => response.end(`got ${(await readBody(request)).toString()}`))
    const agent = await testAgent(stage, upstream)
    const client = connect({ port: agent.port, host: '127.0.0.1' })
    client.write('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 4\r\n\r\n')
    const steps: string[] = []
    client.on('data', chunk => {
      if (steps.push(chunk.toString()) === 1) client.write('body')
    })
    await once(client, 'close')
    expect(steps[0]).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect(steps.slice(1).join('')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*got body/)
  })

  it('passes an early answer on while the body is still coming', async () => {
    const { port } = await serveScript(stage, socket => socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nstop'))
    const agent = await testAgent(stage, port)
    const text = await talk(agent.port, ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst'], all => all.endsWith('stop'))
    expect(text).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/)
  })

  it('answers a client that has ended its sending side', async () => {
    const upstream = await serveRaw(stage, socket => {
      socket.once('end', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate'))
      socket.resume()
    })
    const agent = await testAgent(stage, upstream)
    const client = connect({ port: agent.port, host: '127.0.0.1', allowHalfOpen: true })
    client.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const text = (await readBody(client)).toString()
    expect(text).toMatch(/\r\n\r\nlate$/)
  })

  it('ends the work of the model server when the client is gone', async () => {
    const steps: string[] = []
    const upstream = await serveHttp(stage, (request, response) => {
      steps.push('asked')
      request.resume()
      response.on('close', () => steps.push('told'))
    })
    const agent = await testAgent(stage, upstream)
    const client = connect({ port: agent.port, host: '127.0.0.1' })
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await until('the model server works', () => steps.length === 1)
    client.destroy()
    await until('the model server was told', () => steps.length === 2)
  })

  it('never makes up the end of an answer', async () => {
    const { port } = await serveScript(stage, socket =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', () => socket.resetAndDestroy()),
    )
    const agent = await testAgent(stage, port)
    const text = await talk(agent.port, [get])
    expect([text.includes('HTTP/1.1 200'), text.includes('0\r\n\r\n')]).toEqual([true, false])
  })
})
