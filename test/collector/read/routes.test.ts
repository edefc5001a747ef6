import { describe, expect, it } from 'vitest'
import { hostile } from './seed.ts'
import { serveSeeded } from './served.ts'

const { get, json, serve } = serveSeeded()

describe('every route', () => {
  const odd = encodeURIComponent(hostile[2] as string)
  it.each([
    ['/api/v1/models', 200],
    ['/api/v1/models?x=1', 400],
    ['/api/v1/models/delays', 200],
    [`/api/v1/models/${odd}`, 200],
    ['/api/v1/models/none', 404],
    ['/api/v1/signals', 200],
    [
      `/api/v1/signals?model=delays&version=3&detector=drift%2Fgtest&subject=distance&segment=&verdict=calm&from=2001-03-04T12:00:00Z&to=2001-03-05T00:00:00%2B01:00`,
      200,
    ],
    ['/api/v1/signals?limit=0', 400],
    ['/api/v1/signals?limit=ten', 400],
    ['/api/v1/signals?verdict=fine', 400],
    ['/api/v1/signals?from=yesterday', 400],
    // Without an offset it would be a time of this machine.
    ['/api/v1/signals?from=2001-03-04T12:00:00', 400],
    ['/api/v1/rows?model=delays&to=2001-03-05', 400],
    ['/api/v1/rows?model=delays&to=2001-02-30T00:00:00Z', 400],
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

  it.each([
    ['/api/v1/signals?verdict=fine', 'verdict must be one of calm, alarm, unsure'],
    ['/api/v1/alerts?state=shut', 'state must be one of open, resolved'],
    ['/api/v1/signals?modle=delays', 'There is no "modle", did you mean model?; there is: model, version'],
    ['/api/v1/models?x=1', 'There is no "x"; there is: nothing to ask by'],
    ['/api/v1/rows', 'model is missing (Model of the rows)'],
  ])('%s: says %s', async (url, sentence) => {
    expect((await get(url)).json()['message']).toContain(sentence)
  })

  it('lists metrics of people among the detectors', async () => {
    const items = (await get('/api/v1/detectors')).json()['items'] as { name: string }[]
    const far = { name: 'custom/far', summary: 'Metric of your own on delays', unit: 'share', deciding: true, reads: ['rows'], settings: {} }
    expect(items.find(({ name }) => name === 'custom/far')).toEqual(far)
  })

  it('sends what keeps a browser from doing harm', async () => {
    const { headers } = await get('/api/v1/models')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("default-src 'self'") })
  })
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
        '/api/v1/compare',
        '/api/v1/detectors',
        '/api/v1/models',
        '/api/v1/models/{model}',
        '/api/v1/rows',
        '/api/v1/signals',
        '/api/v1/signals/{id}/reproduction',
        '/healthz',
        '/metrics',
        '/openapi.json',
        '/readyz',
      ].sort(),
    )
    interface Operation {
      readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
      readonly responses: object
      readonly summary: string
    }
    const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map(operation => [path, operation] as const),
    )
    for (const [path, operation] of operations) {
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
    const one = document.paths['/api/v1/models/{model}'].get.responses['200'].content['application/json'].schema
    expect(Object.keys(one.properties.versions.items.properties.columns.items.properties)).toEqual(expect.arrayContaining(['type', 'role', 'reason']))
    expect(document.paths['/api/v1/signals'].get.parameters.map((parameter: { name: string }) => parameter.name).sort()).toEqual(
      ['detector', 'from', 'limit', 'model', 'next', 'segment', 'subject', 'to', 'verdict', 'version'].sort(),
    )
  })
})
