import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals, type StoredSignal } from '../../../../collector/store/store.ts'
import { SequentialWish } from '../../../../collector/watch/sequential/wish.ts'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { defaults, type ModelSchema, sequentialSettings, tables } from '../../../../contract/index.ts'
import { sequentialDetectors } from '../../../../detectors/sequential.ts'
import { openTestStore } from '../../../setup/store.ts'
import { addFlights, dayMs, declareFlights, type Flight, hourMs, learnThenJudge, minuteMs, monday, openWatch, quietFlights } from '../flights.ts'

const plain = { ...defaults(SequentialWish), model: 'flights' }
const settings = { learnRows: 20, minRows: 10, lambda: 8 }
const sequential: SequentialWish[] = [
  { ...plain, detector: 'stream/page-hinkley', reads: 'mean', column: 'distance', step: '1h', settings },
  { ...plain, detector: 'stream/page-hinkley', reads: 'share', column: 'origin', value: 'ATL', step: '5m', settings },
  { ...plain, detector: 'stream/page-hinkley', reads: 'mean', column: 'distance', segment: 'origin=ORD', step: '1h', settings },
]
const baseline = { fromMs: monday, toMs: monday + dayMs }
const end = baseline.toMs + 20 * hourMs
const nowMs = Date.UTC(2026, 5, 1)

/** Ten quiet hours; then flights are 150 further, and all of them from ATL. */
const past = quietFlights(1, baseline, 120)
const sent: Flight[] = [
  ...quietFlights(2, { fromMs: baseline.toMs, toMs: baseline.toMs + 10 * hourMs }, 120),
  ...quietFlights(3, { fromMs: baseline.toMs + 10 * hourMs, toMs: end }, 120).map((flight, at) => ({
    ...flight,
    distance: flight.distance + 150,
    origin: at % 3 === 0 ? 'ORD' : 'ATL',
  })),
]
/** Closes the last hour, and has no other part. */
const closing: Flight[] = [{ id: 'closing', atMs: end + 2 * minuteMs, distance: 700, origin: 'DFW', score: 0.5, late: true }]

interface Said {
  readonly to: string
  readonly value: number
  readonly n: number
  readonly verdict: string
  readonly since: string | null
}

/** Arithmetic over the flights themselves, and the detector over the values in one piece. */
function expected({ reads, segment, step }: SequentialWish): Said[] {
  const stepMs = step === '5m' ? 5 * minuteMs : hourMs
  const held = [...past, ...sent].filter(({ origin }) => segment === '' || origin === 'ORD')
  const numbers = held.map(flight => ({ atMs: flight.atMs, x: reads === 'mean' ? flight.distance : Number(flight.origin === 'ATL') }))
  const meanOf = (fromMs: number, toMs: number) => {
    const inside = numbers.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    return { n: inside.length, value: inside.reduce((sum, { x }) => sum + x, 0) / inside.length }
  }
  const starts = Array.from({ length: (end - monday) / stepMs }, (_, at) => monday + at * stepMs).filter(ms => meanOf(ms, ms + stepMs).n > 0)
  const detector = sequentialDetectors.get('stream/page-hinkley')
  if (!detector) throw new Error('no such detector')
  const own = { ...(sequentialSettings(detector) as object), ...settings }
  const { alarms } = detector.fold(
    detector.start(own),
    Float64Array.from(starts, ms => meanOf(ms, ms + stepMs).value),
    own,
  )
  const hopMs = Math.max(stepMs, 15 * minuteMs)
  const windows = Array.from({ length: (end - baseline.toMs - hourMs) / hopMs + 1 }, (_, at) => baseline.toMs + hourMs + at * hopMs)
  return windows.flatMap(toMs => {
    const { n, value } = meanOf(toMs - hourMs, toMs)
    const found = alarms.map(({ index }) => starts[index] as number).find(ms => ms >= toMs - hourMs && ms < toMs)
    const since = found === undefined ? null : new Date(found).toISOString().replace('.000Z', 'Z')
    return n === 0 ? [] : [{ to: new Date(toMs).toISOString(), value, n, verdict: found === undefined ? 'calm' : 'alarm', since }]
  })
}

const signalsOf = async (engine: Engine, { column, value, segment }: SequentialWish): Promise<StoredSignal[]> => {
  const subject = value === '' ? column : `${column}=${value}`
  return [...(await listSignals(engine, { detector: 'stream/page-hinkley', subject, segment, toMs: end + 1 }, { limit: 10_000 })).items].reverse()
}
const saidBy = ({ window, value, n, verdict, reason }: StoredSignal): Said => ({
  to: window.to,
  value: value ?? Number.NaN,
  n,
  verdict,
  since: / since (.*)$/.exec(reason)?.[1] ?? null,
})

async function expectAll(engine: Engine): Promise<void> {
  for (const wish of sequential) {
    const want = expected(wish)
    const got = (await signalsOf(engine, wish)).map(saidBy)
    expect(got.map(({ value: _value, ...said }) => said)).toEqual(want.map(({ value: _value, ...said }) => said))
    for (const [at, { value }] of want.entries()) expect(got[at]?.value).toBeCloseTo(value, 9)
  }
}

/** Everything else is judged by the day, to be quick. */
const opened = (engine: Engine): Promise<Watch> => openWatch(engine, () => nowMs, { baselineAfterMs: 0, windows: ['24h'], segmentSeriesMax: 0, sequential })

describe('detectors that need order, in production', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>
  let schema: ModelSchema
  let watch: Watch
  beforeAll(async () => {
    store = await openTestStore()
    schema = await declareFlights(store.engine)
    watch = await opened(store.engine)
    await learnThenJudge({ engine: store.engine, watch, schema, nowMs }, baseline, past, [...sent, ...closing])
  }, 120_000)
  afterAll(async () => {
    await watch.close()
    await store.engine.close()
    await store.remove()
  })

  it('say of every window what the detector says of the means and shares of the flights', async () => {
    await expectAll(store.engine)
    for (const wish of sequential) expect(expected(wish).some(({ verdict }) => verdict === 'alarm')).toBe(true)
  })

  it('are signals like others: deciding, with direction, statistic and their own error rate in words', async () => {
    const alarm = (await signalsOf(store.engine, sequential[0] as SequentialWish)).find(({ verdict }) => verdict === 'alarm')
    expect(alarm).toMatchObject({ deciding: true, budget: 'own', unit: '1', threshold: null, segment: '', length: '1h', revision: 1 })
    expect(alarm?.reason).toMatch(/^it went up since 2026-01-06T1\d:00:00Z$/)
    expect(alarm?.notes).toEqual([expect.stringMatching(/^statistic [\d.]+ beyond 8$/), 'with an error rate of its own, outside of the budget'])
    expect(alarm?.made?.settings).toMatch(/^[0-9a-f]{32}$/)
  })

  it('are computed again to the same number, from the last state before the window', async () => {
    for (const wish of sequential) {
      const alarm = (await signalsOf(store.engine, wish)).find(({ verdict }) => verdict === 'alarm')
      expect(await watch.reproduce(alarm?.id ?? '')).toMatchObject({ same: true, source: 'panes', gone: [], changed: [] })
    }
  })

  it('say that they are gone when nobody asks for them any more', async () => {
    const alarm = (await signalsOf(store.engine, sequential[0] as SequentialWish)).find(({ verdict }) => verdict === 'alarm')
    const other = await openWatch(store.engine, () => nowMs, { baselineAfterMs: 0 })
    expect(await other.reproduce(alarm?.id ?? '')).toMatchObject({ same: false, gone: ['the detector stream/page-hinkley of watch.sequential'] })
    await other.close()
  })
})

/** One insert into a table fails, as when the process dies before it. */
function failingOnce(engine: Engine, table: string): Engine {
  let left = 1
  return {
    ...engine,
    read: (...asked) => engine.read(...asked),
    write: (...asked) => engine.write(...asked),
    insert: async (name, ...block) => {
      if (name === table && left-- > 0) throw new Error(`no ${table} this time`)
      await engine.insert(name, ...block)
    },
  }
}

const pieces = fc.record({
  /** In which of five batches a flight comes: those of an early hour may be the last. */
  batches: fc.array(fc.nat({ max: 4 }), { minLength: 97, maxLength: 97 }),
  restarts: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  dies: fc.option(fc.record({ at: fc.nat({ max: 4 }), before: fc.constantFrom(tables.signals, tables.progress) })),
})

it('and whatever the order of rows, late ones, restarts and a death in between: the last word on every window is the same', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async ({ batches, restarts, dies }) => {
      const store = await openTestStore()
      const { engine } = store
      try {
        const schema = await declareFlights(engine)
        let watch = await opened(engine)
        await learnThenJudge({ engine, watch, schema, nowMs }, baseline, past, [])
        const placed = sent.map((flight, at) => ({ flight, batch: batches[at % batches.length] }))
        for (let batch = 0; batch < 5; batch++) {
          const now = placed.filter(one => one.batch === batch).map(({ flight }) => flight)
          await addFlights(engine, schema, [...now, ...(batch === 0 ? closing : [])], nowMs + batch * 1000)
          if (dies?.at === batch) {
            await watch.close()
            const dying = await opened(failingOnce(engine, dies.before))
            await dying.tick().catch(() => undefined)
            await dying.close()
            watch = await opened(engine)
          } else if (restarts[batch]) {
            await watch.close()
            watch = await opened(engine)
          }
          await watch.tick()
        }
        await expectAll(engine)
        await watch.close()
      } finally {
        await engine.close()
        await store.remove()
      }
    }),
    { numRuns: 3, endOnFailure: true },
  )
}, 300_000)
