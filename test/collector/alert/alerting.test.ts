import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Alerting, startAlerting } from '../../../collector/alert/alerting.ts'
import { AlertSettings } from '../../../collector/alert/settings.ts'
import { type Engine, insertSignals, type JudgedSignal, listAlerts } from '../../../collector/store/store.ts'
import { defaults, Failure } from '../../../contract/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { judged } from '../read/seed.ts'
import { hourMs, minuteMs, noonMs, wordings } from './signals.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const calls: { type: string; title: string; id: string }[] = []
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let receiver: Server
let alerting: Alerting | undefined
let registry: Registry
let seq = 1n
let number = 1

async function insert(wishes: readonly Parameters<typeof judged>[1][]): Promise<void> {
  const signals: JudgedSignal[] = wishes.map(wish => judged(number++, wish))
  await insertSignals(engine, signals, seq)
  seq += BigInt(signals.length)
}

const settings = (url: string): AlertSettings => ({
  ...defaults(AlertSettings),
  rules: [{ name: 'page', kind: 'alert', action: 'webhook', with: { url, secret, allowPrivate: true }, idempotent: false, coolDownHours: 24, dataHours: 24 }],
})
const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`

async function start(change: Partial<AlertSettings> = {}): Promise<Alerting> {
  registry = new Registry()
  alerting = await startAlerting({
    engine,
    settings: { ...settings(url()), ...change },
    clock: Date.now,
    registry,
    log: pino({ level: 'silent' }),
    wordings,
    links: { alert: 'http://127.0.0.1:9464/api/v1/alerts/{id}', model: 'http://127.0.0.1:9464/api/v1/models/{model}' },
  })
  return alerting
}

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  receiver = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const body = Buffer.concat(parts).toString('utf8')
      const { type, data, id } = new Webhook(secret).verify(body, request.headers as Record<string, string>) as {
        type: string
        data: { title: string }
        id: string
      }
      calls.push({ type, title: data.title, id })
      response.end()
    })()
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await alerting?.close()
  receiver.closeAllConnections()
  await new Promise(resolve => receiver.close(resolve))
  await engine.close()
  await store.remove()
})
beforeEach(() => {
  calls.length = 0
})

describe('from signals to a signed call', () => {
  const hour = { lengthMs: hourMs, subject: 'distance' }
  it('opens, says so once, goes on after a restart, and resolves', async () => {
    await start()
    // A lone 5-minute alarm, then one of an hour, among calm ones that nobody must read.
    await insert([
      { toMs: noonMs - 90 * minuteMs, verdict: 'alarm', subject: 'carrier' },
      { toMs: noonMs, subject: 'calm' },
    ])
    await alerting?.tick()
    await insert([{ toMs: noonMs, verdict: 'alarm', ...hour }])
    await alerting?.tick()
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    expect(calls[0]).toMatchObject({
      type: 'plimsoll.alert.opened',
      title: 'distance of delays 3: distribution moved 0.43 (threshold 0.21) since 2001-03-04 11:00',
    })
    const [alert] = (await listAlerts(engine, {}, { limit: 10 })).items
    expect(alert?.links).toEqual({ alert: `http://127.0.0.1:9464/api/v1/alerts/${alert?.id}`, model: 'http://127.0.0.1:9464/api/v1/models/delays' })
    expect(await registry.getSingleMetricAsString('plimsoll_alerts_open')).toContain('{model="delays",version="3",severity="warning"} 1')

    await alerting?.close()
    await engine.close()
    engine = await store.reopen()
    await start()
    await alerting?.tick()
    await insert([15, 30, 45, 60].map(minutes => ({ toMs: noonMs + minutes * minuteMs, ...hour })))
    await alerting?.tick()
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    expect(calls[1]?.type).toBe('plimsoll.alert.resolved')
    expect(new Set(calls.map(call => call.id)).size).toBe(2)
    expect(await registry.getSingleMetricAsString('plimsoll_alerts_open')).toContain('severity="warning"} 0')
    // Counted once it is written down, which is after the receiver has it.
    await vi.waitFor(async () => {
      expect(await registry.getSingleMetricAsString('plimsoll_deliveries_total')).toContain('{rule="page",kind="alert",outcome="delivered"} 1')
    })
    await alerting?.tick()
    expect(calls).toHaveLength(2)
  })

  it('an insert that failed unclearly is neither lost nor told twice', async () => {
    const whole = engine
    let fail = true
    engine = {
      ...whole,
      read: whole.read.bind(whole),
      write: whole.write.bind(whole),
      close: whole.close.bind(whole),
      insert: async (table, block, options) => {
        await whole.insert(table, block, options)
        if (!fail || table !== 'alerts') return
        fail = false
        throw new Failure('STORE_UNAVAILABLE', 'the answer was lost')
      },
    }
    await start()
    engine = whole
    await insert([{ toMs: noonMs + 9 * hourMs, verdict: 'alarm', lengthMs: hourMs, subject: 'delay' }])
    await expect(alerting?.tick()).rejects.toThrow('the answer was lost')
    await insert([{ toMs: noonMs + 9 * hourMs, verdict: 'alarm', lengthMs: hourMs, subject: 'carrier' }])
    await alerting?.tick()
    await alerting?.tick()
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    const open = (await listAlerts(engine, { state: 'open' }, { limit: 10 })).items
    // The second member came after the first event was written: it must not change what was written.
    expect(open.map(alert => [alert.signals.map(signal => signal.subject), alert.revision])).toEqual([[['delay'], 1]])
  })

  it('cuts a long backlog into batches without changing a word', async () => {
    await start({ signalsMax: 3 })
    const at = noonMs + 30 * hourMs
    await insert([
      ...Array.from({ length: 4 }, (_, index) => ({ toMs: at, verdict: 'alarm' as const, lengthMs: hourMs, subject: `c${index}`, model: 'batches' })),
      ...[15, 30, 45, 60].flatMap(minutes =>
        Array.from({ length: 4 }, (_, index) => ({ toMs: at + minutes * minuteMs, lengthMs: hourMs, subject: `c${index}`, model: 'batches' })),
      ),
    ])
    await alerting?.tick()
    const [alert] = (await listAlerts(engine, { model: 'batches' }, { limit: 10 })).items
    expect(alert).toMatchObject({ state: 'resolved', resolvedAt: new Date(at + hourMs).toISOString() })
    expect(alert?.signals.map(signal => signal.subject)).toEqual(['c0', 'c1', 'c2', 'c3'])
  })

  it('sees in one batch how a series that alarmed became calm', async () => {
    await start()
    const at = noonMs + 45 * hourMs
    await insert([
      { toMs: at, verdict: 'alarm', ...hour, model: 'at once' },
      ...[15, 30, 45, 60].map(minutes => ({ toMs: at + minutes * minuteMs, ...hour, model: 'at once' })),
    ])
    await alerting?.tick()
    expect((await listAlerts(engine, { model: 'at once' }, { limit: 10 })).items.map(alert => alert.state)).toEqual(['resolved'])
  })

  it('lets only the named detectors open alerts', async () => {
    await start({ detectors: ['drift/gtest'] })
    const at = noonMs + 60 * hourMs
    await insert(
      ['drift/spread', 'drift/gtest'].map((detector, index) => ({ toMs: at, verdict: 'alarm' as const, lengthMs: hourMs, detector, model: `only ${index}` })),
    )
    await alerting?.tick()
    const items = (await listAlerts(engine, {}, { limit: 100 })).items.filter(alert => alert.model.startsWith('only'))
    expect(items.map(alert => alert.model)).toEqual(['only 1'])
  })
})

describe('a rule that is wrong', () => {
  it.each([
    { case: 'an unknown action', rule: { action: 'pigeon' }, says: 'names the action pigeon; there is webhook' },
    { case: 'a wrong setting of the action', rule: { with: { url: 'ftp://x', secret } }, says: 'with.url' },
    { case: 'an unknown setting of the action', rule: { with: { url: 'http://x', secret, allowprivate: true } }, says: 'did you mean allowPrivate?' },
    {
      case: 'a private address',
      rule: { with: { url: 'http://10.1.2.3/hook', secret } },
      says: 'rule page, alert.rules.0.with.allowPrivate: allowPrivate must be true',
    },
    {
      case: 'a rule without a secret',
      rule: { name: 'page-me', with: { url: 'https://x.example' } },
      says: 'rule page-me, alert.rules.0.with.secret: secret is missing',
    },
  ])('refuses $case in one sentence', async ({ rule, says }) => {
    const [page] = settings(url()).rules
    await expect(start({ rules: [{ ...page, ...rule } as never] })).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringContaining(says) })
  })

  it('refuses two rules of one name', async () => {
    const [page] = settings(url()).rules
    await expect(start({ rules: [page, page] as never })).rejects.toMatchObject({ code: 'CONFIG' })
  })
})
