import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectorSections } from '../../collector/config.ts'
import { type Collector, startCollector } from '../../collector/main.ts'
import { type Alert, readSettings, type Signal } from '../../contract/index.ts'

/**
 * Three quiet days and a fourth in which `age` is twelve years higher and cities appear that were never seen, as the Python SDK posted them
 * (test/goldens/foreign/record.py), byte for byte. No agent of ours has a hand in it.
 */
const golden = (name: string): Buffer => readFileSync(new URL(`../goldens/foreign/${name}`, import.meta.url))
const dayMs = 86_400_000
const startMs = Date.UTC(2026, 8, 24)
const shiftMs = startMs + 3 * dayMs

/** The bytes carry their times, so the collector's clock begins at the end of the fourth day, whatever day it is here. */
let laterMs = 0
const clock = (): number => startMs + 4 * dayMs + laterMs + Math.floor(performance.now())

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly rows: number
  /** Rows of the city that was never seen before. */
  readonly atlantis: number
}
const sent = JSON.parse(golden('sent.json').toString()) as { readonly quiet: Sent; readonly shifted: Sent }

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-foreign-'))
const config = readSettings(Type.Object(collectorSections), [
  {
    value: {
      store: { data: folder, durability: 'page-cache' },
      receive: { port: 0 },
      read: { port: 0 },
      watch: { baselineAfterMs: 3 * dayMs, tickEveryMs: 3_600_000 },
    },
    where: path => path.join('.'),
  },
])

let collector: Collector
beforeAll(async () => {
  collector = await startCollector(config, { log: pino({ level: 'silent' }), registry: new Registry(), clock })
})
afterAll(async () => {
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})

async function post(name: 'quiet' | 'shifted'): Promise<void> {
  const { 'content-length': _, ...headers } = sent[name].headers
  const answer = await fetch(`http://127.0.0.1:${collector.inward}/v1/logs`, { method: 'POST', headers, body: golden(`${name}.pb.gz`) })
  // An empty message: everything was taken.
  expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' })
}

const itemsOf = async <Item>(path: string): Promise<Item[]> => {
  const answer = await fetch(`http://127.0.0.1:${collector.outward}${path}`)
  return ((await answer.json()) as { items: Item[] }).items
}

describe('events that the Python SDK sends', () => {
  beforeAll(async () => {
    await post('quiet')
    await collector.tick()
    await post('shifted')
    await collector.tick()
    // The last event is of 23:00. Nothing comes for an hour, so the clock moves the watermark to the end of the day.
    laterMs = 61 * 60_000
    for (let round = 0; round < 3; round++) await collector.tick()
  })

  it('are stored without our agent', async () => {
    const models = await itemsOf<{ readonly model: string; readonly rows: number; readonly versions: readonly { readonly version: string }[] }>(
      '/api/v1/models',
    )
    expect(models).toMatchObject([{ model: 'loans', rows: sent.quiet.rows + sent.shifted.rows, versions: [{ version: '2026-09' }] }])
  })

  it('are judged: what the sender counted is what the signal of that day says', async () => {
    const query = `from=${new Date(shiftMs + dayMs).toISOString()}&detector=quality/unseen&subject=city`
    const signals = await itemsOf<Signal>(`/api/v1/signals?model=loans&limit=1000&${query}`)
    const day = signals.find(({ window, segment }) => segment === '' && Date.parse(window.from) === shiftMs && Date.parse(window.to) === shiftMs + dayMs)
    expect(day).toMatchObject({ verdict: 'alarm', n: sent.shifted.rows, notes: expect.arrayContaining(['values: "Atlantis"']) })
    expect(day?.value).toBeCloseTo(sent.shifted.atlantis / sent.shifted.rows, 12)
  })

  it('alarm about what changed and about nothing else', async () => {
    const alarms = await itemsOf<Signal>('/api/v1/signals?model=loans&verdict=alarm&limit=1000')
    // The score is a function of the age, the class of the score.
    expect(new Set(alarms.map(({ subject }) => subject))).toEqual(new Set(['age', 'city', 'score', 'class']))
    const income = await itemsOf<Signal>('/api/v1/signals?model=loans&subject=income&limit=1000')
    // Three days of forty rows an hour teach too little for a clean bill of health: it is judged, and unsure.
    expect(income).toContainEqual(expect.objectContaining({ detector: 'drift/gtest', verdict: 'unsure' }))
    expect(income.filter(({ verdict }) => verdict === 'alarm')).toEqual([])
  })

  it('open an alert', async () => {
    const alerts = await itemsOf<Alert>('/api/v1/alerts')
    expect(alerts).toMatchObject([{ state: 'open', model: 'loans', version: '2026-09' }])
    expect(alerts[0]?.signals.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['age', 'city']))
    // Whoever is told of it sees which city it is, whatever leads the title.
    expect(alerts[0]?.signals.find(({ detector }) => detector === 'quality/unseen')?.notes).toContain('values: "Atlantis"')
    expect(Date.parse(alerts[0]?.openedAt ?? '')).toBeGreaterThan(shiftMs)
  })
})
