import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listSignals } from '../../../../collector/store/store.ts'
import type { Baseline } from '../../../../collector/watch/baseline.ts'
import { type BaselineDoor, nowMs, openBaselineDoor, past } from '../baseline-door.ts'
import { addFlights, dayMs, type Flight, hourMs, monday, openWatch, quietFlights } from '../flights.ts'

/** On Mondays flights of the day (8 to 20 h) are 300 further than those of the night; on other days all are alike. */
const inSeason = (flight: Flight): Flight => {
  const intoMs = (((flight.atMs - monday) % (7 * dayMs)) + 7 * dayMs) % (7 * dayMs)
  return intoMs >= 8 * hourMs && intoMs < 20 * hourMs ? { ...flight, distance: flight.distance + 300 } : flight
}
const perHour = 200
const flown = (seed: number, fromMs: number, toMs: number): Flight[] => quietFlights(seed, { fromMs, toMs }, perHour).map(inSeason)
/** A Monday, two weeks after the first. The past of the door is the Saturday and Sunday before the first. */
const today = monday + 14 * dayMs
const lastWeek = monday + 7 * dayMs
const earlier = [...past, ...flown(11, monday, monday + 25 * hourMs), ...flown(12, lastWeek - 25 * hourMs, lastWeek + 25 * hourMs)]
/** From two to three at night flights are as far as by day. */
const further = (flight: Flight): Flight => {
  const intoMs = flight.atMs - today
  return intoMs >= 2 * hourMs && intoMs < 3 * hourMs ? { ...flight, distance: flight.distance + 300 } : flight
}

let door: BaselineDoor
type Document = Omit<Baseline, 'spans'> & { readonly spans: { from: string; to: string }[]; readonly active: boolean }
const asked = async <Answer = Document>(line: readonly string[], options: Readonly<Record<string, unknown>> = {}) =>
  JSON.parse(await door.printed(line, { json: true, ...options })) as Answer
const inUse = async (): Promise<Document> => {
  const { items } = await asked<{ items: { hash: string; active: boolean }[] }>(['list'])
  return asked(['show', items.find(({ active }) => active)?.hash ?? ''])
}
const iso = (ms: number): string => new Date(ms).toISOString()

/** How the hour that begins so many hours into the day was judged. */
async function judged(detector: string, hour: number, length = '1h') {
  const toMs = today + (hour + 1) * hourMs
  const { items } = await listSignals(door.engine, { detector, subject: 'distance', segment: '', length, fromMs: toMs, toMs: toMs + 1 }, { limit: 10 })
  return items[0]
}
const held = (fromMs: number, toMs: number): number => earlier.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length
/** Rows of the hour and of those around it, a week and two weeks before. */
const sameHours = (hour: number): number =>
  [monday, lastWeek].reduce((sum, midnight) => sum + held(midnight + (hour - 1) * hourMs, midnight + (hour + 2) * hourMs), 0)

beforeAll(async () => {
  door = await openBaselineDoor()
  await addFlights(door.engine, door.schema, earlier.slice(past.length), nowMs)
  // The Sunday before, and two minutes that close it.
  await addFlights(door.engine, door.schema, flown(13, today - 25 * hourMs, today + 2 * 60_000), nowMs)
  await door.watch.tick()
}, 60_000)
afterAll(() => door.close())

describe('a seasonal baseline', () => {
  it('is learned from the same weekdays of the last weeks, and says which it leaves out', { timeout: 120_000 }, async () => {
    await expect(asked(['learn'], { weeks: '1' })).rejects.toThrow('1 earlier days with 4800 rows can be learned from; 2 days and 1000 rows')
    const learned = await asked<{ hash: string; rows: number; notes: string[] }>(['learn'], { weeks: '3' })
    expect(learned.notes).toEqual(['2025-12-29 is left out: it holds no rows'])
    expect(learned.rows).toBe(held(monday - 25 * hourMs, monday + 25 * hourMs) + held(lastWeek - 25 * hourMs, lastWeek + 25 * hourMs))
    const document = await inUse()
    expect(document).toMatchObject({
      hash: learned.hash,
      source: { kind: 'window', standing: true, rule: { kind: 'seasonal', weeks: 3 } },
      reason: 'asked for on the command line',
      spans: [monday, lastWeek].map(midnight => ({ from: iso(midnight - 25 * hourMs), to: iso(midnight + 25 * hourMs) })),
      season: { dayMs: today, shiftsMs: [7 * dayMs, 14 * dayMs], aroundMs: hourMs },
    })
    expect(await door.printed(['show', learned.hash])).toContain('chosen by the rule seasonal')
  })

  it('holds a window against its own hours, so that a move which only the hour gives away is found', { timeout: 120_000 }, async () => {
    await addFlights(door.engine, door.schema, flown(14, today + 2 * 60_000, today + 14 * hourMs + 2 * 60_000).map(further), nowMs + 1)
    await door.watch.tick()
    for (const hour of [2, 5, 12]) expect((await judged('drift/mean-score', hour))?.baselineN).toBe(sameHours(hour))
    expect((await judged('drift/mean-score', 2))?.verdict).toBe('alarm')
    expect((await judged('drift/mean-score', 2))?.notes).toContain('against the same hours of 2 earlier days')
    for (const hour of [0, 5, 7, 8, 12]) expect([hour, (await judged('drift/mean-score', hour))?.verdict]).not.toEqual([hour, 'alarm'])
    // A day that ends at 13 h is held against days that ended at 13 h, hour by hour.
    const day = await judged('drift/mean-score', 12, '24h')
    expect([day?.baselineN, day?.verdict]).toEqual([
      [monday, lastWeek].reduce((sum, midnight) => sum + held(midnight - 11 * hourMs, midnight + 13 * hourMs), 0),
      expect.not.stringMatching('alarm'),
    ])
  })

  it('knows segments by their own hours, and is reproduced', { timeout: 120_000 }, async () => {
    const { items } = await listSignals(door.engine, { detector: 'drift/gtest', subject: 'distance', segment: 'origin=ORD', length: '24h' }, { limit: 1 })
    // The newest day ends at 14 h.
    const ended = [monday, lastWeek].map(midnight => ({ fromMs: midnight - 10 * hourMs, toMs: midnight + 14 * hourMs }))
    const fromOrd = earlier.filter(({ origin, atMs }) => origin === 'ORD' && ended.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)).length
    expect([items[0]?.window.to, items[0]?.baselineN]).toEqual([iso(today + 14 * hourMs), fromOrd])
    for (const detector of ['drift/gtest', 'drift/wasserstein']) {
      const signal = await judged(detector, 2)
      expect([signal?.baselineN, (signal?.value ?? 0) > 0]).toEqual([sameHours(2), true])
      expect(await door.watch.reproduce(signal?.id ?? '')).toMatchObject({ same: true, source: 'panes', differences: [], gone: [] })
    }
  })

  it('is learned again every day, with what was edited by hand and without a day that alarmed; of a day that it is not for it says nothing', {
    timeout: 240_000,
  }, async () => {
    const document = await inUse()
    const columns = document.columns.map(column =>
      column.name === 'distance' ? { ...column, constraints: { ...column.constraints, range: { minimum: -500, maximum: 5000, outside: 0 } } } : column,
    )
    const file = join(door.folder, 'edited.json')
    await writeFile(file, JSON.stringify({ ...document, columns }))
    await door.printed(['import', file])
    const range = { minimum: -500, maximum: 5000, outside: 0, origin: 'edited' }
    const rangeOf = ({ columns: all }: Document) => all.find(({ name }) => name === 'distance')?.constraints.range
    const edited = await inUse()
    expect([edited.reason, edited.season, rangeOf(edited)]).toEqual(['edited by hand', document.season, range])
    // The rest of the Monday, and an hour of a Tuesday: earlier Tuesdays hold an hour each, too few rows to learn from.
    await addFlights(door.engine, door.schema, flown(16, today + 14 * hourMs + 2 * 60_000, today + 25 * hourMs + 2 * 60_000), nowMs + 2)
    await door.watch.tick()
    expect((await inUse()).hash).toBe(edited.hash)
    expect((await judged('drift/mean-score', 23))?.baselineN).toBe(sameHours(23))
    expect(await judged('drift/mean-score', 24)).toMatchObject({
      verdict: 'unsure',
      notes: expect.arrayContaining(['the seasonal baseline in use is of another day']),
    })
    // The next Monday.
    const next = today + 7 * dayMs
    await addFlights(door.engine, door.schema, flown(17, next - 25 * hourMs, next + 2 * hourMs + 2 * 60_000), nowMs + 3)
    await door.watch.tick()
    const again = await inUse()
    expect(again).toMatchObject({ season: { dayMs: next, shiftsMs: [14 * dayMs, 21 * dayMs] }, spans: document.spans, source: document.source })
    expect(again.notes).toEqual([expect.stringMatching(/^2026-01-19 is left out: \d+ windows? of it or of the day before alarmed$/)])
    expect(rangeOf(again)).toEqual(range)
    await addFlights(door.engine, door.schema, flown(18, next + 2 * hourMs + 2 * 60_000, next + 6 * hourMs + 2 * 60_000), nowMs + 4)
    const other = await openWatch(door.engine, () => nowMs + 4, { baselineAfterMs: 0 })
    await other.tick()
    await other.close()
    // After a new start too the same hours of the first two Mondays.
    expect((await judged('drift/mean-score', 7 * 24 + 5))?.baselineN).toBe(sameHours(5))
  })
})
