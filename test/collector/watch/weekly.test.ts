import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../collector/store/store.ts'
import { learnDay } from '../../../collector/watch/judging/learn-day.ts'
import { type Length, sliceMs } from '../../../collector/watch/series.ts'
import { WatchSettings } from '../../../collector/watch/settings.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { defaults, type ModelSchema } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { type FlightStore, openFlightStore } from './flight-store.ts'
import { addFlights, dayMs, type Flight, hourMs, minuteMs, monday, openWatch, quietFlights } from './flights.ts'

const perHour = 20
const startMs = monday + 3 * dayMs
/** Nine days and two minutes after the baseline: the last rows close the windows that end with the ninth day. */
const flights = quietFlights(2, { fromMs: startMs, toMs: startMs + 9 * dayMs + 2 * minuteMs }, perHour)
const windows: WatchSettings['windows'] = ['24h', '7d']
let store: FlightStore
let engine: Engine
let schema: ModelSchema
let watch: Watch
let nowMs = Date.UTC(2026, 5, 1)

beforeAll(async () => {
  store = await openFlightStore()
  ;({ engine, schema } = store)
  await addFlights(engine, schema, quietFlights(1, { fromMs: monday, toMs: startMs }, perHour), nowMs)
  await open()
  await watch.learn({ model: 'flights', version: '1', span: { fromMs: monday, toMs: startMs }, reason: 'for the test' })
}, 60_000)
afterAll(async () => {
  await watch.close()
  await store.close()
})

const open = async (): Promise<void> => {
  watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0, windows })
}

async function send(sent: readonly Flight[]): Promise<void> {
  nowMs += 2_000
  await addFlights(engine, schema, sent, nowMs)
  await watch.tick()
}

const until = (fromMs: number, toMs: number): Flight[] => flights.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)

async function weekly(): Promise<StoredSignal[]> {
  const { items, next } = await listSignals(engine, { length: '7d', detector: 'quality/missing', subject: 'distance' }, { limit: 100_000 })
  expect(next).toBeNull()
  return items.toSorted((a, b) => (a.window.to < b.window.to ? -1 : 1))
}

/** End of each window of 7 days from the first that fits to the last that is closed, an hour apart, and its rows. */
const expected = (late: readonly Flight[] = []) =>
  Array.from({ length: 2 * 24 + 1 }, (_, hour) => {
    const toMs = startMs + 7 * dayMs + hour * hourMs
    const holds = ({ atMs }: Flight): boolean => atMs >= toMs - 7 * dayMs && atMs < toMs
    return { to: new Date(toMs).toISOString(), n: flights.filter(holds).length + late.filter(holds).length, revision: late.some(holds) ? 2 : 1 }
  })
const said = (signals: readonly StoredSignal[]) => signals.map(({ window, n, revision }) => ({ to: window.to, n, revision }))

it('windows of seven days are judged every hour, through a restart, and again when rows come late', { timeout: 180_000 }, async () => {
  for (let day = 0; day < 8; day += 2) await send(until(startMs + day * dayMs, startMs + (day + 2) * dayMs))
  await watch.close()
  await open()
  await send(until(startMs + 8 * dayMs, Number.POSITIVE_INFINITY))
  expect(said(await weekly())).toEqual(expected())
  expect(new Set((await weekly()).map(({ verdict }) => verdict))).not.toContain('alarm')
  // Six days late: every window of seven days that was judged holds them.
  const late = quietFlights(3, { fromMs: startMs + 3 * dayMs, toMs: startMs + 3 * dayMs + hourMs }, 10)
  await send(late)
  expect(said(await weekly())).toEqual(expected(late))
})

it('only what is asked for is judged, and segments by the day as ever', { timeout: 60_000 }, async () => {
  const { items } = await listSignals(engine, {}, { limit: 100_000 })
  const lengths = Map.groupBy(items, ({ segment }) => (segment === '' ? 'whole' : 'segments'))
  expect(new Set(lengths.get('whole')?.map(({ length }) => length))).toEqual(new Set(['24h', '7d']))
  expect(new Set(lengths.get('segments')?.map(({ length }) => length))).toEqual(new Set(['24h']))
  expect(defaults(WatchSettings).windows).toEqual(['5m', '1h', '24h'])
})

it('a length more takes from the others: a quarter of the budget each instead of a third', () => {
  const deciding = detectors.get('quality/missing')?.deciding
  if (!deciding) throw new Error('quality/missing decides')
  const tally = Float64Array.of(10_000, 100)
  const alphaAt = (lengths: readonly Length[], length: Length): number | undefined => {
    const series = {
      key: '',
      detector: 'quality/missing',
      subject: 'a',
      segment: '',
      group: 'columns',
      lengths,
      stepMs: sliceMs,
      frame: null,
      settings: {},
    } as const
    const terms = { nowMs: startMs, budget: 1, sizes: { columns: 10, segments: 0, performance: 0 }, holidays: new Set<number>() }
    return learnDay({ series, deciding, baseline: { tally, span: null } }, new Map(), terms).lengths.get(length)?.guess.alarm.alpha
  }
  // 1 alert / 10 series / lengths / 720 windows an hour apart in 30 days.
  expect(alphaAt(['5m', '1h', '24h'], '24h')).toBeCloseTo(1 / 10 / 3 / 720, 12)
  expect(alphaAt(['5m', '1h', '24h', '7d'], '24h')).toBeCloseTo(1 / 10 / 4 / 720, 12)
  expect(alphaAt(['5m', '1h', '24h', '7d'], '7d')).toBeCloseTo(1 / 10 / 4 / 720, 12)
  expect(alphaAt(['5m', '1h', '24h'], '7d')).toBeUndefined()
})
