import type { FastifyInstance, InjectOptions } from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DetectorBody, Model, Row } from '../../../collector/read/bodies.ts'
import { readRoutes } from '../../../collector/read/read.ts'
import { ReadSettings } from '../../../collector/read/settings.ts'
import { buildServer } from '../../../collector/server.ts'
import type { Engine } from '../../../collector/store/store.ts'
import { Alert, type Clock, type Detector, defaults, Signal } from '../../../contract/index.ts'
import gtest from '../../../detectors/drift/gtest.ts'
import psi from '../../../detectors/drift/psi.ts'
import { openTestStore } from '../../setup/store.ts'
import { hourMs, minuteMs, noonMs } from '../alert/signals.ts'
import { hostile, seed } from './seed.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
const servers: FastifyInstance[] = []
const clock: Clock = () => noonMs + 3 * hourMs
const detectors = new Map([gtest, psi].map(detector => [detector.name, detector as unknown as Detector]))

async function serve(change: Partial<ReadSettings> = {}, engine: Engine = store.engine): Promise<FastifyInstance> {
  const app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 1024 })
  await app.register(readRoutes({ engine, settings: { ...defaults(ReadSettings), ...change }, clock, registry: new Registry(), detectors }))
  servers.push(app)
  return app
}

let app: FastifyInstance
const get = (url: string, options: InjectOptions = {}) => app.inject({ url, headers: { host: 'localhost:9464' }, ...options })
const json = async (url: string) => (await get(url)).json()

beforeAll(async () => {
  store = await openTestStore()
  await seed(store.engine)
  app = await serve()
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await store.engine.close()
  await store.remove()
})

describe('every route', () => {
  const odd = encodeURIComponent(hostile[2] as string)
  it.each([
    ['/api/v1/models', 200],
    ['/api/v1/models?x=1', 400],
    ['/api/v1/models/delays', 200],
    [`/api/v1/models/${odd}`, 200],
    ['/api/v1/models/none', 404],
    ['/api/v1/signals', 200],
    [`/api/v1/signals?model=delays&version=3&detector=drift%2Fgtest&subject=distance&segment=&verdict=calm&from=2001-03-04T12:00:00Z&to=2001-03-05`, 200],
    ['/api/v1/signals?limit=0', 400],
    ['/api/v1/signals?limit=ten', 400],
    ['/api/v1/signals?verdict=fine', 400],
    ['/api/v1/signals?from=yesterday', 400],
    ['/api/v1/signals?next=bm9uc2Vuc2U', 400],
    ['/api/v1/signals?modle=delays', 400],
    ['/api/v1/alerts', 200],
    ['/api/v1/alerts?state=open&severity=warning&model=delays&version=3', 200],
    ['/api/v1/alerts?state=shut', 400],
    ['/api/v1/alerts?next=bm9uc2Vuc2U', 400],
    ['/api/v1/alerts/a1', 200],
    ['/api/v1/alerts/none', 404],
    ["/api/v1/alerts/a1'--", 404],
    ['/api/v1/detectors', 200],
    ['/api/v1/rows', 400],
    ['/api/v1/rows?model=delays', 200],
    [`/api/v1/rows?model=${odd}`, 200],
    ['/api/v1/rows?model=delays&version=9', 404],
    ['/api/v1/rows?model=delays&next=bm9uc2Vuc2U', 400],
    ['/openapi.json', 200],
    ['/metrics', 200],
    ['/healthz', 200],
    ['/readyz', 200],
    ['/nothing', 404],
  ])('%s: %i', async (url, status) => {
    const answer = await get(url)
    expect(answer.statusCode, answer.body).toBe(status)
    if (status >= 400)
      expect(answer.json()).toEqual({ code: { 400: 'BAD_REQUEST', 404: 'NOT_FOUND' }[status], message: expect.stringMatching(/\w/), retry: false })
  })

  it('sends what keeps a browser from doing harm', async () => {
    const { headers } = await get('/api/v1/models')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("default-src 'self'") })
  })
})

describe('bodies', () => {
  const strict = <Body>(value: Body): Body => value
  it('a model says its rows, labels, span and verdict', async () => {
    const { items, next } = await json('/api/v1/models')
    expect([items.length, next]).toEqual([2, null])
    for (const item of items) expect(Value.Errors(Model, item)).toEqual([])
    const delays = strict(items.find((item: { model: string }) => item.model === 'delays'))
    expect(delays).toEqual({
      model: 'delays',
      versions: [{ version: '3', rows: 25, labelled: 3, firstEventAt: '2001-03-04T12:00:00.000Z', lastEventAt: '2001-03-04T12:24:00.000Z' }],
      rows: 25,
      labelled: 3,
      verdict: 'alarm', // Alert a1 is open.
    })
  })

  it('a signal is what the contract says and no more, its latest revision, newest window first', async () => {
    const { items } = await json('/api/v1/signals?limit=1000')
    for (const item of items) {
      expect(Value.Errors(Signal, item)).toEqual([])
      expect(Object.keys(item).sort()).toEqual(Object.keys(Signal.properties).sort())
    }
    const late = items.filter((item: Signal) => item.subject === 'late')
    expect(late.map((item: Signal) => [item.revision, item.verdict])).toEqual([[2, 'calm']])
    const ends = items.map((item: Signal) => item.window.to)
    expect(ends).toEqual(ends.toSorted().toReversed())
  })

  it.each([
    ['subject=carrier', 2],
    ['subject=carrier&segment=', 1],
    ['segment=origin%3DORD', 1],
    ['detector=drift%2Fpsi', 1],
    ['verdict=alarm', 1],
    ['model=delays&subject=distance', 30],
    ['model=delays&subject=distance&from=2001-03-04T12:05:00Z&to=2001-03-04T12:15:00Z', 2],
    [`subject=${encodeURIComponent(hostile[0] as string)}`, 1],
    [`subject=${encodeURIComponent(hostile[2] as string)}`, 1],
  ])('signals by %s: %i', async (query, count) => {
    expect((await json(`/api/v1/signals?limit=1000&${query}`)).items).toHaveLength(count)
  })

  it('alerts are those of the contract, latest revision, newest first', async () => {
    const { items } = await json('/api/v1/alerts')
    for (const item of items) expect(Value.Errors(Alert, item)).toEqual([])
    expect(items.map((item: Alert) => [item.id, item.state, item.revision])).toEqual([
      ['a2', 'resolved', 2],
      ['a1', 'open', 1],
    ])
    expect((await json('/api/v1/alerts?state=open')).items.map((item: Alert) => item.id)).toEqual(['a1'])
    expect(await json('/api/v1/alerts/a2')).toMatchObject({ id: 'a2', state: 'resolved' })
  })

  it('rows carry the names of their sender', async () => {
    const { items } = await json('/api/v1/rows?model=delays&limit=1000')
    for (const item of items) expect(Value.Errors(Row, item)).toEqual([])
    expect(items).toHaveLength(25)
    expect(items[0]).toMatchObject({ inferenceId: 'request 24', row: 0, at: '2001-03-04T12:24:00.000Z', outputs: { score: 0.96 } })
    expect(Object.entries(items[0].inputs)).toEqual([
      ['distance', 24],
      ['__proto__', 'kind 0'],
    ])
    expect(items[21].inputs.distance).toBeNull() // Infinity has no JSON.
  })

  it('detectors are those of the registry', async () => {
    const { items } = await json('/api/v1/detectors')
    for (const item of items) expect(Value.Errors(DetectorBody, item)).toEqual([])
    expect(items.map((item: { name: string; deciding: boolean }) => [item.name, item.deciding])).toEqual([
      ['drift/gtest', true],
      ['drift/psi', false],
    ])
  })

  it.each(['/api/v1/signals?subject=distance&model=delays', '/api/v1/rows?model=delays', '/api/v1/alerts?version=3'])(
    '%s: pages join to the whole',
    async url => {
      const whole = (await json(`${url}&limit=1000`)).items
      const parts: unknown[] = []
      let next: string | null = null
      do {
        const page: { items: unknown[]; next: string | null } = await json(`${url}&limit=7${next ? `&next=${next}` : ''}`)
        expect(page.items.length).toBeLessThanOrEqual(7)
        parts.push(...page.items)
        ;({ next } = page)
      } while (next !== null && parts.length < 100)
      expect(parts).toEqual(whole)
    },
  )
})

describe('who may read', () => {
  const token = 'correct-horse-battery-staple'
  it.each([
    { show: undefined, url: '/api/v1/models', status: 401 },
    { show: `Bearer ${token}x`, url: '/api/v1/models', status: 401 },
    { show: `Basic ${token}`, url: '/api/v1/models', status: 401 },
    { show: `Bearer ${token}`, url: '/api/v1/models', status: 200 },
    { show: `bearer ${token}`, url: '/metrics', status: 200 },
    { show: undefined, url: '/metrics', status: 401 },
    { show: undefined, url: '/openapi.json', status: 401 },
    { show: undefined, url: '/healthz', status: 200 },
    { show: undefined, url: '/readyz', status: 200 },
  ])('$show at $url: $status', async ({ show, url, status }) => {
    const guarded = await serve({ token })
    const answer = await guarded.inject({ url, headers: show ? { authorization: show } : {} })
    expect(answer.statusCode).toBe(status)
  })

  it.each([
    { host: 'localhost', status: 200 },
    { host: '127.0.0.1:9464', status: 200 },
    { host: '[::1]:9464', status: 200 },
    { host: 'LOCALHOST.:1', status: 200 },
    { host: 'evil.example', status: 421 },
    { host: 'localhost.evil.example', status: 421 },
    { host: '10.0.0.1:9464', status: 421 },
  ])('under the name $host: $status', async ({ host, status }) => {
    expect((await get('/api/v1/models', { headers: { host } })).statusCode).toBe(status)
  })

  it('under a further name that is configured', async () => {
    const named = await serve({ hosts: ['plimsoll.internal'] })
    expect((await named.inject({ url: '/healthz', headers: { host: 'plimsoll.internal:9464' } })).statusCode).toBe(200)
  })
})

describe('the description', () => {
  it('is OpenAPI 3.1, has every route, and every reference in it resolves', async () => {
    const document = await json('/openapi.json')
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual(
      [
        '/api/v1/alerts',
        '/api/v1/alerts/{id}',
        '/api/v1/detectors',
        '/api/v1/models',
        '/api/v1/models/{model}',
        '/api/v1/rows',
        '/api/v1/signals',
        '/healthz',
        '/metrics',
        '/openapi.json',
        '/readyz',
      ].sort(),
    )
    for (const [path, { get: operation }] of Object.entries<{
      get: { parameters?: { name: string; in: string; required?: boolean }[]; responses: object; summary: string }
    }>(document.paths)) {
      expect(operation.summary, path).toMatch(/\w/)
      expect(Object.keys(operation.responses).length, path).toBeGreaterThan(0)
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
      expect(operation.parameters?.filter(parameter => parameter.in === 'path').map(parameter => parameter.name) ?? [], path).toEqual(inPath)
    }
    for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
      const target = reference
        .split('/')
        .slice(1)
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
      expect(target, reference).toBeDefined()
    }
    expect(document.paths['/api/v1/signals'].get.parameters.map((parameter: { name: string }) => parameter.name).sort()).toEqual(
      ['detector', 'from', 'limit', 'model', 'next', 'segment', 'subject', 'to', 'verdict', 'version'].sort(),
    )
  })
})

describe('metrics', () => {
  const lines = async (server: FastifyInstance, name: string) =>
    (await server.inject({ url: '/metrics', headers: { host: 'localhost' } })).body.split('\n').filter(line => line.startsWith(name))

  it('are the newest reading of each series, its threshold, n and verdict', async () => {
    const distance = (name: string) => lines(app, name).then(all => all.filter(line => line.includes('subject="distance"')))
    expect(await distance('plimsoll_signal_value')).toEqual([
      'plimsoll_signal_value{model="delays",version="3",detector="drift/gtest",subject="distance",segment="",window="5m"} 0.05',
    ])
    expect((await distance('plimsoll_signal_threshold'))[0]).toMatch(/ 0\.21$/)
    expect((await distance('plimsoll_signal_rows'))[0]).toMatch(/ 1000$/)
    const verdicts = await lines(app, 'plimsoll_signal_verdict')
    expect(verdicts.find(line => line.includes('origin=ORD'))).toMatch(/ 1$/)
    expect(verdicts.find(line => line.includes('drift/psi'))).toMatch(/ -1$/)
    expect(verdicts.find(line => line.includes('"late"'))).toMatch(/ 0$/) // Of the latest revision.
    expect(await lines(app, 'plimsoll_rows')).toContain('plimsoll_rows{model="delays",version="3"} 25')
    expect(await lines(app, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 1'])
  })

  it('are bounded: the worst series, and a count of the hidden ones', async () => {
    const small = await serve({ seriesMax: 3 })
    const shown = await lines(small, 'plimsoll_signal_verdict')
    expect(shown).toHaveLength(3)
    expect(shown.find(line => line.includes('origin=ORD'))).toMatch(/ 1$/)
    // distance, carrier twice, late, and five hostile names are nine.
    expect(await lines(small, 'plimsoll_signal_series_hidden')).toEqual(['plimsoll_signal_series_hidden 6'])
  })

  it('forget versions that are no longer judged', async () => {
    const later = await serve({ retiredAfterMs: minuteMs })
    expect(await lines(later, 'plimsoll_signal_verdict')).toEqual([])
  })

  it('come when the store does not', async () => {
    const broken: Engine = { ...store.engine, read: () => Promise.reject(new Error('away')) } as Engine
    const server = await serve({}, broken)
    expect(await lines(server, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 0'])
    expect((await server.inject({ url: '/healthz', headers: { host: 'localhost' } })).statusCode).toBe(200)
  })

  it('never hold an id', async () => {
    const { body } = await get('/metrics')
    expect(body).not.toMatch(/request \d|00000000-0000-4000|\ba1\b/)
  })
})
