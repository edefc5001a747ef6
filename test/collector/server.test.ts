import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { buildServer, type ServerParts } from '../../collector/server.ts'

let app: FastifyInstance
function serve(change: Partial<ServerParts> = {}): FastifyInstance {
  app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 1024, ...change })
  for (const url of ['/healthz', '/readyz', '/data']) app.get(url, (_request, reply) => reply.send('here'))
  app.get<{ Params: { name: string } }>('/names/:name', (request, reply) => reply.send(String(request.params.name.length)))
  return app
}
afterEach(() => app.close())

describe('the token', () => {
  const token = 'correct-horse-battery-staple'
  it.each([
    { show: undefined, url: '/data', status: 401 },
    { show: `Bearer ${token}`, url: '/data', status: 200 },
    { show: `bearer ${token}`, url: '/data', status: 200 },
    { show: `Bearer ${token}x`, url: '/data', status: 401 },
    { show: `Bearer ${token.slice(1)}`, url: '/data', status: 401 },
    { show: 'Bearer ', url: '/data', status: 401 },
    { show: token, url: '/data', status: 401 },
    { show: `Basic ${token}`, url: '/data', status: 401 },
    { show: undefined, url: '/nothing', status: 401 },
    { show: undefined, url: '/healthz?x=1', status: 200 },
    { show: undefined, url: '/readyz', status: 200 },
    { show: undefined, url: '/healthz/../data', status: 401 },
  ])('$show at $url: $status', async ({ show, url, status }) => {
    const answer = await serve({ token }).inject({ url, headers: show === undefined ? {} : { authorization: show } })
    expect(answer.statusCode).toBe(status)
    if (status === 401) {
      expect(answer.json()).toMatchObject({ code: 'UNAUTHORIZED', retry: false })
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  it('is not asked for when it is empty', async () => expect((await serve().inject('/data')).statusCode).toBe(200))
})

describe('a path that the other port serves', () => {
  const inward = 'ask the inward one (receive.port, 4318 unless configured)'
  const outward = 'ask the outward one (read.port, 9464 unless configured)'
  it.each([
    { door: 'outward' as const, method: 'GET' as const, url: '/api/v1/baselines?model=a', said: inward },
    { door: 'outward' as const, method: 'GET' as const, url: '/api/v1/baselines/3f2a', said: inward },
    { door: 'outward' as const, method: 'POST' as const, url: '/v1/logs', said: inward },
    { door: 'outward' as const, method: 'PUT' as const, url: '/api/v1/models/churn', said: inward },
    { door: 'inward' as const, method: 'GET' as const, url: '/api/v1/signals?verdict=alarm', said: outward },
    { door: 'inward' as const, method: 'GET' as const, url: '/metrics', said: outward },
    { door: 'inward' as const, method: 'GET' as const, url: '/api/v1/modelsandmore', said: '/openapi.json on the outward port lists them' },
    { door: 'outward' as const, method: 'GET' as const, url: '/nothing', said: '/openapi.json on the outward port lists them' },
  ])('$method $url at the $door one: $said', async ({ door, method, url, said }) => {
    const answer = await serve({ door }).inject({ method, url })
    expect([answer.statusCode, answer.json()]).toEqual([404, { code: 'NOT_FOUND', message: expect.stringContaining(said), retry: false }])
  })
})

describe('bounds', () => {
  it('a name of 256 characters fits into a path, whatever they are', async () => {
    const answer = await serve().inject(`/names/${encodeURIComponent('😀'.repeat(256))}`)
    expect([answer.statusCode, answer.body]).toEqual([200, '512'])
  })

  it('beyond the most connections, a further one is closed and counted', async () => {
    let refusals = 0
    await serve({ connectionsMax: 2, refused: () => refusals++ }).listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const sockets: Socket[] = []
    const open = () => new Promise<Socket>(resolve => sockets.push(connect(port, '127.0.0.1', () => resolve(sockets.at(-1) as Socket))))
    const held = [await open(), await open()]
    const third = await open()
    third.resume()
    await new Promise(resolve => third.once('close', resolve))
    expect([...held.map(socket => socket.destroyed), refusals]).toEqual([false, false, 1])
    for (const socket of sockets) socket.destroy()
  })

  it('who sends slowly is not waited for', () => {
    const { requestTimeout, headersTimeout, maxConnections } = serve().server
    expect({ requestTimeout, headersTimeout, maxConnections }).toEqual({ requestTimeout: 60_000, headersTimeout: 15_000, maxConnections: 1024 })
  })
})
