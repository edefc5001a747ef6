import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../collector/store/store.ts'
import { keptMs } from '../../../collector/watch/kept.ts'
import { type Length, lengths } from '../../../collector/watch/series.ts'
import type { WatchSettings } from '../../../collector/watch/settings.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { changedWindows, closedWindows } from '../../../collector/watch/windows.ts'
import type { ModelSchema } from '../../../contract/index.ts'
import { alphaOf } from '../../../detectors/calibration/budget.ts'
import { detectors } from '../../../detectors/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { addFlights, dayMs, declareFlights, type Flight, hourMs, minuteMs, openWatch, quietFlights } from './flights.ts'

const at = (text: string): number => Date.parse(text)
const berlin = { timeZone: 'Europe/Berlin', max: 100 }
const said = (windows: readonly { readonly fromMs: number; readonly toMs: number }[]) =>
  windows.map(({ fromMs, toMs }) => [new Date(fromMs).toISOString().slice(0, 16), new Date(toMs).toISOString().slice(0, 16), (toMs - fromMs) / hourMs])

// In Berlin clocks went from 02:00 to 03:00 (+01:00 to +02:00) on 29 March 2026, and from 03:00 to 02:00 on 25 October.
describe('windows of a calendar', () => {
  it('are days of 23 and of 25 hours where clocks change', () => {
    const spring = { ...berlin, startMs: at('2026-03-27T23:00Z') }
    expect(said(closedWindows('day', 0, at('2026-03-30T22:00Z'), spring))).toEqual([
      ['2026-03-27T23:00', '2026-03-28T23:00', 24],
      ['2026-03-28T23:00', '2026-03-29T22:00', 23],
      ['2026-03-29T22:00', '2026-03-30T22:00', 24],
    ])
    const autumn = { ...berlin, startMs: at('2026-10-23T22:00Z') }
    expect(said(closedWindows('day', 0, at('2026-10-26T23:00Z'), autumn))).toEqual([
      ['2026-10-23T22:00', '2026-10-24T22:00', 24],
      ['2026-10-24T22:00', '2026-10-25T23:00', 25],
      ['2026-10-25T23:00', '2026-10-26T23:00', 24],
    ])
  })

  it('are weeks from Monday and whole months, as long as they are', () => {
    const startMs = at('2026-02-20T00:00Z')
    // 23 February is a Monday; the week that ends on 29 March is an hour short: 167 h. March has 31 · 24 - 1 = 743 h, April 720.
    expect(said(closedWindows('week', 0, at('2026-04-05T22:00Z'), { ...berlin, startMs })).slice(-2)).toEqual([
      ['2026-03-22T23:00', '2026-03-29T22:00', 167],
      ['2026-03-29T22:00', '2026-04-05T22:00', 168],
    ])
    expect(said(closedWindows('month', 0, at('2026-05-01T00:00Z'), { ...berlin, startMs }))).toEqual([
      ['2026-02-28T23:00', '2026-03-31T22:00', 743],
      ['2026-03-31T22:00', '2026-04-30T22:00', 720],
    ])
    expect(said(closedWindows('month', 0, at('2026-03-01T00:00Z'), { timeZone: 'UTC', max: 9, startMs: at('2026-01-01T00:00Z') }))).toEqual([
      ['2026-01-01T00:00', '2026-02-01T00:00', 744],
      ['2026-02-01T00:00', '2026-03-01T00:00', 672],
    ])
  })

  it('close once, when they are over and not a moment before, however often is asked', () => {
    const startMs = at('2026-03-20T11:17Z')
    let judgedMs = 0
    const all: number[] = []
    for (let nowMs = startMs; nowMs < at('2026-04-03T12:00Z'); nowMs += 7 * hourMs + 11 * minuteMs) {
      for (const { fromMs, toMs } of closedWindows('day', judgedMs, nowMs, { ...berlin, startMs })) {
        expect(toMs).toBeLessThanOrEqual(nowMs)
        expect(all.length === 0 || fromMs === all.at(-1)).toBe(true)
        all.push((judgedMs = toMs))
      }
    }
    // The 21st of March is the first whole day, the 2nd of April the last that is over at noon of the 3rd: 11 + 2 days.
    expect([new Date(all[0] ?? 0).toISOString(), new Date(all.at(-1) ?? 0).toISOString(), all.length]).toEqual([
      '2026-03-21T23:00:00.000Z',
      '2026-04-02T22:00:00.000Z',
      13,
    ])
  })

  it('are judged again where late news lies in them, and only there', () => {
    const startMs = at('2026-03-01T00:00Z')
    const judgedMs = at('2026-03-31T22:00Z')
    const late = { fromMs: at('2026-03-29T21:50Z'), toMs: at('2026-03-29T22:05Z') }
    expect(said(changedWindows('day', late, judgedMs, { ...berlin, startMs }))).toEqual([
      ['2026-03-28T23:00', '2026-03-29T22:00', 23],
      ['2026-03-29T22:00', '2026-03-30T22:00', 24],
    ])
    expect(changedWindows('month', late, judgedMs, { ...berlin, startMs })).toEqual([])
    expect(said(changedWindows('month', late, judgedMs, { ...berlin, startMs: at('2026-02-01T00:00Z') }))).toEqual([
      ['2026-02-28T23:00', '2026-03-31T22:00', 743],
    ])
  })

  it('share the budget by how often they end: 30 days, 4.3 weeks and one month in 30 days', () => {
    const sizes = { columns: 10, segments: 0, performance: 0 }
    const alpha = (length: Length): number => alphaOf(1, sizes, { group: 'columns', lengths: 4, hopMs: lengths[length].hopMs })
    // 1 alert / 10 series / 4 lengths / evaluations.
    expect(alpha('day')).toBeCloseTo(1 / 40 / 30, 12)
    expect(alpha('30d')).toBeCloseTo(1 / 40 / 30, 12)
    expect(alpha('week')).toBeCloseTo(1 / 40 / (30 / 7), 12)
    expect(alpha('month')).toBeCloseTo(1 / 40, 12)
  })

  it('are kept as long as a row of seven days ago can make them new again', () => {
    const days = (windows: WatchSettings['windows']): number => keptMs({ windows, labelWaitMs: 0 }).columns / dayMs
    expect([days(['5m', '24h', 'day']), days(['1h', 'week']), days(['7d']), days(['month']), days(['30d', '5m'])]).toEqual([9, 16, 16, 41, 41])
  })
})

describe('in production', () => {
  const perHour = 20
  const startMs = at('2026-02-27T00:00Z')
  const endMs = at('2026-05-02T00:00Z') + 2 * hourMs
  const flights = quietFlights(2, { fromMs: startMs, toMs: endMs }, perHour)
  const windows: WatchSettings['windows'] = ['day', 'week', '30d', 'month']
  let store: Awaited<ReturnType<typeof openTestStore>>
  let engine: Engine
  let schema: ModelSchema
  let watch: Watch
  let nowMs = Date.UTC(2026, 5, 1)
  /** Few detectors, to be quick. */
  const few = new Map([...detectors].filter(([name]) => name === 'quality/missing' || name === 'drift/gtest'))
  const open = () =>
    openWatch(engine, () => nowMs, { baselineAfterMs: 0, gridRows: 200, windows, timeZone: 'Europe/Berlin', segmentSeriesMax: 0 }, { detectors: few })
  async function send(sent: readonly Flight[]): Promise<void> {
    nowMs += 2_000
    await addFlights(engine, schema, sent, nowMs)
    await watch.tick()
  }
  const saidOf = async (length: Length): Promise<StoredSignal[]> =>
    [...(await listSignals(engine, { length, detector: 'quality/missing', subject: 'distance' }, { limit: 10_000 })).items].reverse()
  const rowsIn = ({ window }: StoredSignal, rows = flights): number => rows.filter(({ atMs }) => atMs >= at(window.from) && atMs < at(window.to)).length

  beforeAll(async () => {
    store = await openTestStore()
    engine = store.engine
    schema = await declareFlights(engine)
    await addFlights(engine, schema, quietFlights(1, { fromMs: startMs - 10 * dayMs, toMs: startMs }, perHour), nowMs)
    watch = await open()
    await watch.learn({ model: 'flights', version: '1', span: { fromMs: startMs - 10 * dayMs, toMs: startMs }, reason: 'for the test' })
    for (let fromMs = startMs; fromMs < endMs; fromMs += 6 * dayMs) {
      if (fromMs === startMs + 30 * dayMs) {
        await watch.close()
        watch = await open()
      }
      await send(flights.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 6 * dayMs))
    }
  }, 300_000)
  afterAll(async () => {
    await watch.close()
    await engine.close()
    await store.remove()
  })

  it('each is judged once over all of its rows, through a restart', async () => {
    const [days, weeks, months, rolling] = [await saidOf('day'), await saidOf('week'), await saidOf('month'), await saidOf('30d')]
    for (const signal of [...days, ...weeks, ...months, ...rolling]) expect([signal.n, signal.revision]).toEqual([rowsIn(signal), 1])
    // Whole days in Berlin from 28 February to 1 May; the baseline ends on the 27th of February at 01:00 there.
    expect([days.length, days[0]?.window.from, days.at(-1)?.window.to]).toEqual([63, '2026-02-27T23:00:00.000Z', '2026-05-01T22:00:00.000Z'])
    expect(days.filter(({ window }) => at(window.to) - at(window.from) === 23 * hourMs).map(({ window }) => window.to)).toEqual(['2026-03-29T22:00:00.000Z'])
    expect(weeks.map(({ window }) => window.from.slice(0, 10))).toEqual([
      '2026-03-01',
      '2026-03-08',
      '2026-03-15',
      '2026-03-22',
      '2026-03-29',
      '2026-04-05',
      '2026-04-12',
      '2026-04-19',
    ])
    expect(months.map(({ window }) => [window.from, window.to])).toEqual([
      ['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
      ['2026-03-31T22:00:00.000Z', '2026-04-30T22:00:00.000Z'],
    ])
    // 30 days after 27 February is 29 March: from then on one ends with each day of UTC, the last with 1 May.
    expect([rolling.length, rolling[0]?.window.to, rolling.at(-1)?.window.to]).toEqual([35, '2026-03-29T00:00:00.000Z', '2026-05-02T00:00:00.000Z'])
  })

  it('nothing quiet alarms, and a month takes its noise from shorter windows', async () => {
    const all = [...(await saidOf('day')), ...(await saidOf('week')), ...(await saidOf('month')), ...(await saidOf('30d'))]
    expect(new Set(all.map(({ verdict }) => verdict))).not.toContain('alarm')
    const [month] = (await listSignals(engine, { length: 'month', detector: 'drift/gtest', subject: 'distance' }, { limit: 1 })).items
    expect(month?.notes).toContain('noise taken from shorter windows')
  })

  it('late rows of six days ago make the month new again, with all that it held', { timeout: 60_000 }, async () => {
    const late = quietFlights(3, { fromMs: at('2026-04-26T00:00Z'), toMs: at('2026-04-26T02:00Z') }, 5)
    await send(late)
    const months = await saidOf('month')
    expect(months.map(({ n, revision }) => [n, revision])).toEqual([
      [rowsIn(months[0] as StoredSignal), 1],
      [rowsIn(months[1] as StoredSignal, [...flights, ...late]), 2],
    ])
    const days = (await saidOf('day')).filter(({ revision }) => revision > 1)
    expect(days.map(({ window }) => window.from)).toEqual(['2026-04-25T22:00:00.000Z'])
  })

  it('and a zone that nobody knows is refused at start', async () => {
    await expect(openWatch(engine, () => nowMs, { timeZone: 'Europe/Bärlin' })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('watch.timeZone Europe/Bärlin is not known') as unknown,
    })
  })
})
