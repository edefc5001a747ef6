import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../collector/store/store.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { type ModelSchema, metrics, rowTable, tables } from '../../../contract/index.ts'
import { type FlightStore, openFlightStore } from './flight-store.ts'
import { addFlights, addLabels, dayMs, type Flight, hourMs, monday, openWatch, quietFlights } from './flights.ts'

let store: FlightStore
let engine: Engine
let schema: ModelSchema
let nowMs = Date.UTC(2026, 5, 1)
beforeAll(async () => {
  store = await openFlightStore()
  ;({ engine, schema } = store)
})
afterAll(() => store.close())
afterEach(async () => {
  const { panes, names, progress, labelled, labels, pendingLabels, baselines, history, signals } = tables
  for (const table of [panes, names, progress, labelled, labels, pendingLabels, baselines, history, signals, rowTable(schema)])
    await engine.write(`TRUNCATE TABLE ${table}`)
})

const baselineDays = 3
const baseline = { fromMs: monday, toMs: monday + baselineDays * dayMs }
const perHour = 240
const open = (change: Parameters<typeof openWatch>[2] = {}, on: Engine = engine): Promise<Watch> =>
  openWatch(on, () => nowMs, { baselineAfterMs: 0, ...change })

async function learnQuiet(watch: Watch, days: number = baselineDays): Promise<void> {
  const span = { fromMs: baseline.toMs - days * dayMs, toMs: baseline.toMs }
  const past = quietFlights(1, span, perHour)
  await addFlights(engine, schema, past, nowMs)
  await addLabels(engine, past, nowMs)
  await watch.learn({ model: 'flights', version: '1', span, reason: 'for the test' })
}

/** Flights of some hours after the baseline, changed on the way; a row just after the end closes them. */
const flightsOf = (seed: number, fromHour: number, hours: number, change: (flight: Flight) => Flight = flight => flight): Flight[] =>
  quietFlights(seed, { fromMs: baseline.toMs + fromHour * hourMs, toMs: baseline.toMs + (fromHour + hours) * hourMs }, perHour).map(change)

async function send(flights: readonly Flight[], watch: Watch): Promise<void> {
  nowMs += 2_000
  await addFlights(engine, schema, flights, nowMs)
  await watch.tick()
}

async function allSignals(filter: Parameters<typeof listSignals>[1] = {}): Promise<StoredSignal[]> {
  const { items, next } = await listSignals(engine, filter, { limit: 100_000 })
  expect(next).toBeNull()
  return [...items]
}

const content = (signals: readonly StoredSignal[]) => signals.map(({ seq: _seq, at: _at, ...rest }) => rest).sort((a, b) => (a.id < b.id ? -1 : 1))

/** The same three days, fed in the same steps, with whatever happens between them. */
async function story(between: (watch: Watch, step: number) => Promise<Watch>): Promise<ReturnType<typeof content>> {
  let watch = await open()
  await learnQuiet(watch)
  for (let step = 0; step < 7; step++) {
    const flights = flightsOf(step + 10, step * 5, 5)
    nowMs += 2_000
    await addFlights(engine, schema, flights, nowMs)
    await addLabels(engine, flights, nowMs)
    watch = await between(watch, step)
    await watch.tick()
  }
  return content(await allSignals())
}

describe('a restart', () => {
  it('goes on where it was and repeats nothing: the signals are those of a watch that never stopped', { timeout: 180_000 }, async () => {
    const whole = await story(async watch => watch)
    expect(whole.length).toBeGreaterThan(1_000)
    await engine.write(`TRUNCATE TABLE ${tables.signals}`)
    for (const table of [tables.panes, tables.names, tables.progress, tables.labelled, tables.labels, tables.baselines, tables.history, rowTable(schema)])
      await engine.write(`TRUNCATE TABLE ${table}`)
    const dying = await story(async (watch, step) => {
      if (step % 2 === 1) return watch
      // Dies after its signals are in and before it remembers that; another one takes over.
      const mortal = await open(
        {},
        {
          ...engine,
          insert: async (table, block, options) => (table === tables.progress ? Promise.reject(new Error('killed')) : engine.insert(table, block, options)),
        },
      )
      await expect(mortal.tick()).rejects.toThrow('killed')
      await watch.close()
      return open()
    })
    expect(dying).toEqual(whole)
    expect(dying.every(signal => signal.revision === 1)).toBe(true)
    const [rows] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${tables.signals}`)
    expect(Number(rows?.rows)).toBe(whole.length)
  })
})

describe('late news', () => {
  it('rows raise the revision of the windows that hold them, and of no other', { timeout: 180_000 }, async () => {
    const watch = await open()
    await learnQuiet(watch)
    await send([...flightsOf(2, 0, 26)], watch)
    const before = await allSignals({ detector: 'drift/mean-score', subject: 'distance', segment: '' })
    // 100 rows between 10:00 and 10:05 of the first day.
    const late = quietFlights(3, { fromMs: baseline.toMs + 10 * hourMs, toMs: baseline.toMs + 10 * hourMs + 300_000 }, 1_200)
    expect(late).toHaveLength(100)
    await send(late, watch)
    const after = await allSignals({ detector: 'drift/mean-score', subject: 'distance', segment: '' })
    const holds = ({ window }: StoredSignal): boolean =>
      Date.parse(window.from) < baseline.toMs + 10 * hourMs + 300_000 && Date.parse(window.to) > baseline.toMs + 10 * hourMs
    expect(after).toHaveLength(before.length)
    for (const signal of after) {
      const old = before.find(one => one.id === signal.id)
      expect([signal.window, signal.revision, signal.n - (old?.n ?? 0)]).toEqual([signal.window, holds(signal) ? 2 : 1, holds(signal) ? 100 : 0])
    }
    // One of 5 minutes, the four of an hour that hold 10:00, and those of a day that end at 24:00, 25:00 and 26:00 (less 30 s: not the last).
    expect(
      after
        .filter(signal => signal.revision === 2)
        .map(signal => signal.length)
        .sort(),
    ).toEqual(['1h', '1h', '1h', '1h', '24h', '24h', '5m'])
  })

  it('rows of a day whose segments are no longer held change no window of segments, and are counted', { timeout: 180_000 }, async () => {
    const registry = new Registry()
    const watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0 }, { registry })
    await learnQuiet(watch)
    for (const day of [0, 1, 2, 3, 4, 5]) await send(flightsOf(day + 20, day * 24, 25), watch)
    const ofHour = async (segment: string) =>
      (await allSignals({ detector: 'quality/missing', subject: 'distance', length: '24h', segment })).filter(
        ({ window }) => Date.parse(window.from) <= baseline.toMs + 10 * hourMs && Date.parse(window.to) > baseline.toMs + 10 * hourMs,
      )
    const before = await ofHour('origin=ORD')
    expect(before.length).toBeGreaterThan(10)
    // Five and a half days later, which is less than the seven that are waited for.
    await send(quietFlights(3, { fromMs: baseline.toMs + 10 * hourMs, toMs: baseline.toMs + 10 * hourMs + 300_000 }, 1_200), watch)
    expect(content(await ofHour('origin=ORD'))).toEqual(content(before))
    expect((await ofHour('')).every(({ revision }) => revision === 2)).toBe(true)
    expect(await registry.metrics()).toContain(`${metrics.lateWindows}{model="flights",version="1"} ${before.length}\n`)
  })

  it('labels let performance be judged when enough are there, again with more, and no oftener than three times', { timeout: 180_000 }, async () => {
    const watch = await open({ labelAgeMs: 0 })
    await learnQuiet(watch)
    const flights = flightsOf(2, 0, 25)
    await send(flights, watch)
    const performance = async () =>
      (await allSignals({ detector: 'performance/accuracy', segment: '' })).filter(signal => Date.parse(signal.window.to) === baseline.toMs + dayMs)
    expect(await performance()).toEqual([])
    const revisions: number[] = []
    for (const share of [0.5, 0.85, 0.9, 0.97, 1]) {
      nowMs += 60_000
      await addLabels(
        engine,
        flights.filter((_, at) => at % 100 < share * 100),
        nowMs,
      )
      await watch.tick()
      revisions.push((await performance())[0]?.revision ?? 0)
    }
    // Half: not judged. 85 %: judged. 90 %: numbers only. 97 %: judged. All: judged.
    expect(revisions).toEqual([0, 1, 2, 3, 4])
    const [last] = await performance()
    const right = flights.filter(flight => flight.atMs < baseline.toMs + dayMs && flight.late === flight.score >= 0.5).length
    expect(last?.n).toBe(flights.filter(flight => flight.atMs < baseline.toMs + dayMs).length)
    expect(last?.value).toBeCloseTo(right / (last?.n ?? 1), 12)
  })
})

describe('verdicts', () => {
  it('on a declared holiday that history has not seen, four times as much is tolerated', { timeout: 180_000 }, async () => {
    // The fourth day is a Thursday; the Saturday after it, a kind of its own too, is not reached.
    const watch = await open({ holidays: ['2026-01-08'] })
    await learnQuiet(watch)
    await send(flightsOf(2, 0, 40), watch)
    const widened = 'a kind of day not seen before: four times as much is tolerated'
    const hours = await allSignals({ detector: 'drift/spread', subject: 'distance', length: '1h', segment: '' })
    const days = new Set(
      hours.filter(signal => signal.notes.includes(widened)).map(signal => new Date(Date.parse(signal.window.to) - 1).toISOString().slice(0, 10)),
    )
    expect(days).toEqual(new Set(['2026-01-08']))
  })

  it('a quiet day raises no alarm; a shift, missing and wrong values, a new category do', { timeout: 180_000 }, async () => {
    const watch = await open()
    await learnQuiet(watch, 10)
    await send(flightsOf(2, 0, 26), watch)
    expect((await allSignals({ deciding: true })).filter(signal => signal.verdict === 'alarm')).toEqual([])
    const calm = await allSignals({ deciding: true, verdict: 'calm' })
    expect(new Set(calm.map(signal => signal.detector))).toContain('quality/missing')
    // Rows are counted one by one, but drift is read from cells of a grid: what they did is not known, and nobody says 0.
    const resolutions = (detector: string) => new Set(calm.filter(signal => signal.detector === detector).map(signal => signal.resolution))
    expect([resolutions('quality/missing'), resolutions('drift/gtest')]).toEqual([new Set([0]), new Set([null])])

    // Miles become kilometres; every tenth origin is a new airport.
    await send(
      flightsOf(3, 26, 6, flight => ({ ...flight, distance: flight.distance * 1.609, origin: flight.id.endsWith('7') ? 'ZZZ' : flight.origin })),
      watch,
    )
    const alarms = (await allSignals({ deciding: true, verdict: 'alarm', segment: '' })).map(signal => `${signal.detector} ${signal.subject} ${signal.length}`)
    expect(alarms).toContain('drift/mean-score distance 1h')
    expect(alarms).toContain('drift/gtest distance 1h')
    expect(alarms).toContain('quality/unseen origin 1h')
    const unseen = await allSignals({ detector: 'quality/unseen', subject: 'origin', verdict: 'alarm' })
    expect(new Set(unseen.map(({ notes }) => notes.find(note => note.startsWith('values: '))))).toEqual(new Set(['values: "ZZZ"']))
    // The score has not changed, and nobody says so.
    expect(alarms.filter(text => text.includes('p_late'))).toEqual([])
    const shown = (await allSignals({ detector: 'drift/psi', subject: 'distance', length: '1h' })).filter(
      signal => Date.parse(signal.window.to) === baseline.toMs + 30 * hourMs,
    )
    expect(shown.map(({ verdict, deciding }) => [verdict, deciding])).toEqual([['alarm', false]])
  })

  it('missing and wrong values are counted as what they are', { timeout: 180_000 }, async () => {
    const watch = await open()
    await learnQuiet(watch)
    const flights = flightsOf(4, 0, 4)
    nowMs += 2_000
    await addFlights(engine, schema, flights, nowMs)
    // Of the rows of the third hour, a quarter without a distance and an eighth with a wrong one, by the bits that the receiver writes.
    const distance = schema.columns.find(column => column.name === 'distance')?.physical ?? ''
    const spoilt = `SELECT * REPLACE (generateUUIDv4() AS id, reinterpretAsFloat64(if(rowNumberInAllBlocks() % 3 = 0, 0x7ff8000000000002, 0x7ff8000000000001)) AS ${distance}) FROM ${rowTable(schema)}
      WHERE ts >= fromUnixTimestamp(${(baseline.toMs + 2 * hourMs) / 1000}) AND ts < fromUnixTimestamp(${(baseline.toMs + 3 * hourMs) / 1000}) ORDER BY ts LIMIT 144`
    await engine.write(`INSERT INTO ${rowTable(schema)} ${spoilt}`)
    await watch.tick()
    const hour = async (detector: string, length: string) =>
      (
        await allSignals({ detector, subject: 'distance', length, segment: '', fromMs: baseline.toMs + 2 * hourMs + 1, toMs: baseline.toMs + 3 * hourMs + 1 })
      ).filter(signal => length === '5m' || Date.parse(signal.window.to) === baseline.toMs + 3 * hourMs)
    expect([...(await hour('quality/missing', '1h')), ...(await hour('quality/type', '1h'))].map(signal => signal.verdict)).toEqual(['alarm', 'alarm'])
    const windows = { missing: await hour('quality/missing', '5m'), wrong: await hour('quality/type', '5m') }
    const hits = (signals: readonly StoredSignal[]) => Math.round(signals.reduce((sum, signal) => sum + (signal.value ?? 0) * signal.n, 0))
    expect([windows.missing.length, hits(windows.missing), hits(windows.wrong)]).toEqual([12, 96, 48])
    expect(windows.missing.reduce((sum, signal) => sum + signal.n, 0)).toBe(240 + 144)
  })
})
