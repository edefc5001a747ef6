import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import webhook from '../../../collector/alert/actions/webhook.ts'
import type { ActionContext, Alert, Delivery } from '../../../contract/index.ts'
import { alarmAt, hourMs, noonMs } from './signals.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

interface Received {
  readonly headers: Record<string, string>
  readonly body: string
  readonly path: string
}
const servers: Server[] = []
const received: Received[] = []

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

async function receiver(answer: RequestListener = (_request, response) => response.end('thanks')): Promise<string> {
  const server = createServer((request, response) => {
    void bodyOf(request).then(body => {
      received.push({ headers: request.headers as Record<string, string>, body, path: request.url ?? '' })
      answer(request, response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  received.length = 0
})

const alert: Alert = {
  id: 'a1',
  state: 'open',
  severity: 'warning',
  title: 'distance of délais 3: distribution moved',
  model: 'délais',
  version: '3',
  openedAt: new Date(noonMs).toISOString(),
  onsetAt: new Date(noonMs - hourMs).toISOString(),
  resolvedAt: null,
  revision: 1,
  signals: [
    alarmAt(noonMs, { model: 'délais', segment: 'origin=ORD', lengthMs: hourMs, low: 0.3, high: 0.5, notes: ['values: "XXQ"'] }),
    alarmAt(noonMs, { model: 'délais', subject: 'carrier', pValue: 1e-3 }),
  ],
  links: { alert: 'http://127.0.0.1:9464/api/v1/alerts/a1' },
}
const delivery: Delivery = { key: 'key-1', kind: 'alert', event: 'opened', alert, data: null }
const deliver = (url: string, change: Partial<Delivery> = {}, settings: { allowPrivate?: boolean; previousSecret?: string } = {}) =>
  webhook.deliver({ ...delivery, ...change }, { url, secret, allowPrivate: true, ...settings }, contextOf())
const contextOf = (change: Partial<ActionContext> = {}): ActionContext => ({
  clock: Date.now,
  resolve: async host => {
    throw new Error(`asked for ${host}`)
  },
  signal: AbortSignal.timeout(5_000),
  ...change,
})

describe('the webhook', () => {
  it('is verified by the library of the standard, and by nobody with another key or body', async () => {
    expect(await deliver(`${await receiver()}/hook?x=1`)).toMatchObject({ outcome: 'delivered', status: 200, detail: '200 thanks' })
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = received
    expect(path).toBe('/hook?x=1')
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'plimsoll.alert.opened' })
    expect(headers).toMatchObject({ 'webhook-id': 'key-1' })
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature')
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature')
  })

  it('signs with both keys while they rotate', async () => {
    await deliver(await receiver(), {}, { previousSecret: other })
    const [{ headers, body } = { headers: {}, body: '' }] = received
    for (const key of [secret, other]) expect(new Webhook(key).verify(body, headers)).toBeTruthy()
  })

  it('carries a CloudEvent with everything that a person asks', async () => {
    await deliver(await receiver())
    const [{ headers, body } = { headers: {}, body: '' }] = received
    const event = HTTP.toEvent({ headers, body })
    expect(Array.isArray(event)).toBe(false)
    expect(event).toMatchObject({
      specversion: '1.0',
      id: 'key-1',
      type: 'plimsoll.alert.opened',
      subject: 'a1',
      data: {
        title: 'distance of délais 3: distribution moved',
        model: 'délais',
        version: '3',
        segment: 'origin=ORD',
        subject: 'distance',
        detector: 'drift/gtest',
        value: 0.43,
        interval: [0.3, 0.5],
        n: 1_000,
        threshold: 0.21,
        window: { from: '2001-03-04T11:00:00.000Z', to: '2001-03-04T12:00:00.000Z' },
        baseline: 'b1',
        onset: '2001-03-04T11:00:00.000Z',
        links: { alert: 'http://127.0.0.1:9464/api/v1/alerts/a1' },
        membersTotal: 2,
        notes: ['values: "XXQ"'],
      },
    })
    expect(JSON.parse(body).data.members.map((member: { subject: string }) => member.subject)).toEqual(['distance', 'carrier'])
    // The standard recommends type, timestamp and data.
    expect(Object.keys(JSON.parse(body))).toEqual(expect.arrayContaining(['type', 'timestamp', 'data']))
  })

  it('says the same in every attempt', async () => {
    const url = await receiver()
    await deliver(url)
    await deliver(url)
    expect(received[0]?.body).toBe(received[1]?.body)
  })

  it('as a retraining call says which data', async () => {
    const data = { from: '2001-02-25T12:00:00.000Z', to: '2001-03-04T12:00:00.000Z', rows: 123_456 }
    await deliver(await receiver(), { kind: 'retrain', data })
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'plimsoll.retrain.requested', data: { data } })
  })

  it('stays under 20 kB with 100 members of long names, and says how many there are', async () => {
    const signals = Array.from({ length: 100 }, (_, index) => alarmAt(noonMs, { subject: `${'é'.repeat(200)}${index}` }))
    await deliver(await receiver(), { alert: { ...alert, signals } })
    const { body } = received[0] as Received
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(body)).toBeGreaterThan(15_000)
    expect(JSON.parse(body).data.membersTotal).toBe(100)
  })
})

describe('what the target may do', () => {
  it.each([
    { status: 204, outcome: 'delivered' },
    { status: 302, outcome: 'retry' },
    { status: 400, outcome: 'retry' },
    { status: 410, outcome: 'gone' },
    { status: 500, outcome: 'retry' },
  ])('$status: $outcome', async ({ status, outcome }) => {
    const inward = await receiver()
    const url = await receiver((_request, response) => response.writeHead(status, { location: `${inward}/secret` }).end())
    expect(await deliver(url)).toMatchObject({ outcome, status, ambiguous: false })
    expect(received.map(one => one.path)).toEqual(['/'])
  })

  it('ask for a pause in seconds or as a date', async () => {
    const inSeconds = await receiver((_request, response) => response.writeHead(429, { 'retry-after': '7' }).end())
    expect(await deliver(inSeconds)).toMatchObject({ outcome: 'retry', retryAfterMs: 7_000 })
    const date = new Date(Date.now() + 60_000).toUTCString()
    const asDate = await receiver((_request, response) => response.writeHead(503, { 'retry-after': date }).end())
    const { retryAfterMs } = await deliver(asDate)
    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('be a name, at the time of a clock that is handed in', async () => {
    const url = new URL(await receiver((_request, response) => response.writeHead(503, { 'retry-after': 'Sun, 04 Mar 2001 12:00:40 GMT' }).end()))
    const asked: string[] = []
    const resolve: ActionContext['resolve'] = async host => {
      asked.push(host)
      return [{ address: '127.0.0.1', family: 4 }]
    }
    url.hostname = 'hooks.example'
    const context = contextOf({ clock: () => noonMs, resolve })
    const answer = await webhook.deliver(delivery, { url: url.href, secret, allowPrivate: true }, context)
    expect(asked).toEqual(['hooks.example'])
    expect(answer).toMatchObject({ outcome: 'retry', retryAfterMs: 40_000 })
    expect(received[0]?.headers).toMatchObject({ host: url.host, 'webhook-timestamp': String(noonMs / 1000) })
  })

  it('answer without end: 64 KiB are read, and it counts', async () => {
    let written = 0
    const url = await receiver((_request, response) => {
      response.writeHead(200)
      const push = (): void => {
        if (response.destroyed) return
        written += 16_384
        response.write(Buffer.alloc(16_384, 'x'), () => setImmediate(push))
      }
      push()
    })
    expect(await deliver(url)).toMatchObject({ outcome: 'delivered', status: 200 })
    // What was read, and what the sockets of both sides hold.
    expect(written).toBeLessThan(32 * 1024 * 1024)
  })

  it('hang, which leaves open whether it acted; or be away, which does not', async () => {
    const url = await receiver(() => undefined)
    const hung = await webhook.deliver(delivery, { url, secret, allowPrivate: true }, contextOf({ signal: AbortSignal.timeout(200) }))
    expect(hung).toMatchObject({ outcome: 'retry', status: null, ambiguous: true })
    const server = servers.pop() as Server
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    expect(await deliver(url)).toMatchObject({ outcome: 'retry', status: null, ambiguous: false })
  })

  it.each([
    { url: 'http://127.0.0.1:9/', setting: 'allowPrivate' },
    { url: 'http://[::1]/', setting: 'allowPrivate' },
    { url: 'http://0x7f.1/', setting: 'allowPrivate' }, // 127.0.0.1 by the URL standard.
    { url: 'http://[::ffff:10.0.0.1]/', setting: 'allowPrivate' },
    { url: 'http://localhost:8000/', setting: 'allowPrivate' },
    { url: 'http://hooks.localhost/', setting: 'allowPrivate' },
    { url: 'http://169.254.169.254/', setting: 'url' },
    { url: 'http://', setting: 'url' },
  ])('be known before it is called to be none that a rule may call: $url', ({ url, setting }) => {
    expect(webhook.refusal?.({ url, secret, allowPrivate: false })?.setting).toBe(setting)
    expect(webhook.refusal?.({ url, secret, allowPrivate: true })?.setting).toBe(setting === 'url' ? 'url' : undefined)
  })

  it.each(['http://8.8.8.8/', 'https://hooks.example/', 'https://localhost.example/', 'https://10.0.0.1.example/'])('be left to the delivery: %s', url => {
    expect(webhook.refusal?.({ url, secret, allowPrivate: false })).toBeNull()
  })

  it('be a name of a private address, which is found out when it is called', async () => {
    const context = contextOf({ resolve: async () => [{ address: '10.0.0.1', family: 4 }] })
    const answer = await webhook.deliver(delivery, { url: 'https://hooks.example/', secret, allowPrivate: false }, context)
    expect(answer).toMatchObject({ outcome: 'retry', status: null, ambiguous: false })
    expect(answer.detail).toContain('hooks.example is the address 10.0.0.1, which must not be called')
  })

  it('be on this machine, which is refused unless allowed', async () => {
    const url = await receiver()
    const answer = await deliver(url, {}, { allowPrivate: false })
    expect(answer).toMatchObject({ outcome: 'retry', status: null, ambiguous: false })
    expect(answer.detail).toContain('must not be called')
    expect(received).toEqual([])
  })
})
