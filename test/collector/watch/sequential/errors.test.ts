import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../../collector/store/store.ts'
import { SequentialWish } from '../../../../collector/watch/sequential/wish.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { defaults } from '../../../../contract/index.ts'
import { type FlightStore, openFlightStore } from '../flight-store.ts'
import { addFlights, addLabels, dayMs, type Flight, hourMs, minuteMs, monday, openWatch, quietFlights } from '../flights.ts'

const plain = { ...defaults(SequentialWish), model: 'flights', reads: 'errors' } as const
const sequential: SequentialWish[] = [
  { ...plain, detector: 'stream/ddm' },
  { ...plain, detector: 'stream/page-hinkley', settings: { learnRows: 20, minRows: 5, lambda: 8 } },
]
const baseline = { fromMs: monday, toMs: monday + dayMs }
const startMs = baseline.toMs
const perHour = 120
const past = quietFlights(1, baseline, perHour)
/** Six hours as before; then six in which nearly every flight is otherwise than the model said; and two minutes that close them. */
const sent = quietFlights(2, { fromMs: startMs, toMs: startMs + 12 * hourMs + 2 * minuteMs }, perHour).map(flight =>
  flight.atMs < startMs + 6 * hourMs ? flight : { ...flight, late: flight.score < 0.5 },
)
let store: FlightStore
let engine: Engine
let watch: Watch
let nowMs = Date.UTC(2026, 5, 1)

const open = (): Promise<Watch> => openWatch(engine, () => nowMs, { baselineAfterMs: 0, windows: ['24h'], segmentSeriesMax: 0, sequential })
const inHours = (from: number, to: number): Flight[] => sent.filter(({ atMs }) => atMs >= startMs + from * hourMs && atMs < startMs + to * hourMs)
async function label(flights: readonly Flight[]): Promise<void> {
  nowMs += 60_000
  await addLabels(engine, flights, nowMs)
  nowMs += 60_000
  await watch.tick()
}
const signalsOf = async (detector: string): Promise<StoredSignal[]> => [...(await listSignals(engine, { detector }, { limit: 1_000 })).items].reverse()
const wrongly = (flights: readonly Flight[]): number => flights.filter(({ score, late }) => score >= 0.5 !== late).length / flights.length
const hourOf = ({ window }: StoredSignal): number => (Date.parse(window.from) - startMs) / hourMs

beforeAll(async () => {
  store = await openFlightStore()
  engine = store.engine
  watch = await open()
  await addFlights(engine, store.schema, past, nowMs)
  await addLabels(engine, past, nowMs)
  await watch.learn({ model: 'flights', version: '1', span: baseline, reason: 'for the test' })
  await addFlights(engine, store.schema, sent, nowMs)
  await watch.tick()
}, 60_000)
afterAll(async () => {
  await watch.close()
  await store.close()
})

it('errors wait for their labels, hour by hour and in order', { timeout: 60_000 }, async () => {
  expect(await signalsOf('stream/ddm')).toEqual([])
  // Of the fourth hour 70 % have labels and 80 % are wanted; the fifth has all and waits its turn.
  await label([...inHours(0, 3), ...inHours(3, 4).filter((_, at) => at % 10 < 7), ...inHours(4, 5)])
  for (const { detector } of sequential) {
    const signals = await signalsOf(detector)
    expect(signals.map(hourOf)).toEqual([0, 1, 2])
    for (const signal of signals) {
      const held = inHours(hourOf(signal), hourOf(signal) + 1)
      expect(signal).toMatchObject({ n: held.length, verdict: 'calm', revision: 1, subject: '*', unit: 'share' })
      expect(signal.value).toBeCloseTo(wrongly(held), 12)
    }
  }
})

it('find that the model errs, in the hour in which it begins to, also after a restart', { timeout: 60_000 }, async () => {
  await watch.close()
  watch = await open()
  const most = inHours(3, 12).filter((_, at) => at % 10 !== 9)
  await label(most)
  for (const { detector } of sequential) {
    const signals = await signalsOf(detector)
    expect(signals.map(hourOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(signals.find(({ verdict }) => verdict === 'alarm')?.reason).toMatch(/^it went up since 2026-01-06T0[67]:00:00Z$/)
    expect(signals.slice(0, 6).map(({ verdict }) => verdict)).toEqual(Array(6).fill('calm'))
  }
})

it('late labels of judged hours are counted once, and what they change is said again', { timeout: 60_000 }, async () => {
  const before = await signalsOf('stream/page-hinkley')
  await label(inHours(8, 9))
  const after = await signalsOf('stream/page-hinkley')
  const held = inHours(8, 9)
  expect(after[8]).toMatchObject({ n: held.length, revision: 2 })
  expect(after[8]?.value).toBeCloseTo(wrongly(held), 12)
  expect(after.filter(signal => hourOf(signal) < 8)).toEqual(before.filter(signal => hourOf(signal) < 8))
})
