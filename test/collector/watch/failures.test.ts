import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, ensureSchema, listSignals, readBaseline, StoreSettings } from '../../../collector/store/store.ts'
import type { Baseline } from '../../../collector/watch/baseline.ts'
import type { WatchParts } from '../../../collector/watch/watch.ts'
import { type Detector, defaults, type ModelSchema, metrics, rowTable, tables } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { addFlights, dayMs, declareFlights, hourMs, monday, openWatch, quietFlights } from './flights.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let schema: ModelSchema
let others: ModelSchema[]
let nowMs = Date.UTC(2026, 5, 1)
const span = { fromMs: monday, toMs: monday + 3 * dayMs }
let lastHour = 0

beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  // They come before "flights" in the order of models.
  const columns = [{ name: 'x', side: 'input' as const, values: [1] }]
  const declared = { version: '1', columns, task: 'other', weighted: false }
  others = [
    await ensureSchema(engine, { model: 'a', ...declared }, defaults(StoreSettings), 1),
    await ensureSchema(engine, { model: 'b', ...declared }, defaults(StoreSettings), 1),
  ]
  schema = await declareFlights(engine)
  await addFlights(engine, schema, quietFlights(1, span, 240), nowMs)
})
afterAll(async () => {
  await engine.close()
  await store.remove()
})

/** A watch that is listened to: what it logs as errors, and what it counts. */
async function listenedTo(on: Engine = engine, parts: Partial<WatchParts> = {}) {
  const errors: Record<string, unknown>[] = []
  const registry = new Registry()
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(JSON.parse(line) as Record<string, unknown>) })
  const watch = await openWatch(on, () => nowMs, { baselineAfterMs: 0 }, { registry, log, ...parts })
  const failures = async () =>
    ((await registry.getSingleMetric(metrics.watchFailures)?.get())?.values ?? []).map(({ labels, value }) => [labels['part'], labels['model'], value])
  return { watch, errors, registry, failures }
}

/** Three more hours of flights that the watch has not seen. */
async function goOn(): Promise<void> {
  nowMs += 60_000
  await addFlights(engine, schema, quietFlights(lastHour + 9, { fromMs: span.toMs + lastHour * hourMs, toMs: span.toMs + (lastHour + 3) * hourMs }, 240), nowMs)
  lastHour += 3
}

async function judgedSince(seq: number) {
  const { items } = await listSignals(engine, {}, { limit: 100_000 })
  return items.filter(signal => Number(signal.seq) > seq)
}
const newest = async (): Promise<number> => Math.max(0, ...(await judgedSince(0)).map(signal => Number(signal.seq)))

/** An engine that refuses statements, with a reason. */
function refusing(reasonOf: (sql: string) => string | undefined): Engine {
  const check = (sql: string): void => {
    const reason = reasonOf(sql)
    if (reason !== undefined) throw new Error(reason)
  }
  return {
    ...engine,
    read: async (sql, ...rest) => {
      check(sql)
      return engine.read(sql, ...rest)
    },
    write: async (sql, ...rest) => {
      check(sql)
      return engine.write(sql, ...rest)
    },
  }
}

it('every model that fails is logged and counted, pending labels too, and the others are judged', async () => {
  const refused = new Map([
    [rowTable(others[0] as ModelSchema), 'disk of a'],
    [rowTable(others[1] as ModelSchema), 'disk of b'],
    [tables.pendingLabels, 'labels are away'],
  ])
  const broken = refusing(sql => [...refused].find(([table]) => new RegExp(`\\b${table}\\b`).test(sql))?.[1])
  const { watch, errors, registry, failures } = await listenedTo(broken)
  await watch.learn({ model: 'flights', version: '1', span, reason: 'for the test' })
  const before = await newest()
  await goOn()
  const error = await watch.tick().catch((caught: unknown) => caught)
  expect((error as AggregateError).errors.map(one => (one as Error).message)).toEqual(['labels are away', 'disk of a', 'disk of b'])
  expect(errors.map(line => [line['part'], line['model'], line['version']])).toEqual([
    ['labels', '', ''],
    ['model', 'a', '1'],
    ['model', 'b', '1'],
  ])
  expect(await failures()).toEqual([
    ['labels', '', 1],
    ['model', 'a', 1],
    ['model', 'b', 1],
  ])
  expect((await judgedSince(before)).length).toBeGreaterThan(0)
  expect(await registry.metrics()).toContain(`${metrics.tickSeconds}_count 1\n`)
  await watch.close()
})

/** Detectors of which one throws in the part that is named, whenever `when` says so. */
function throwing(name: string, part: 'frame' | 'tally' | 'decide' | 'read', when: () => boolean): ReadonlyMap<string, Detector> {
  const detector = detectors.get(name) as Detector
  const thrower = (): never => {
    throw new Error(`${name} does not like this`)
  }
  const spoilt =
    <Rest extends unknown[], Result>(work: (...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      when() ? thrower() : work(...rest)
  const changed =
    part === 'read'
      ? { ...detector, read: spoilt((...sides: Parameters<typeof detector.read>) => detector.read(...sides)) }
      : { ...detector, deciding: detector.deciding && { ...detector.deciding, [part]: spoilt(detector.deciding[part] as (...rest: unknown[]) => unknown) } }
  return new Map(detectors).set(name, changed as Detector)
}

it.each(['tally', 'decide'] as const)('a detector that throws in %s is left out, told once a series, and the others go on', async part => {
  let awry = false
  const { watch, errors, failures } = await listenedTo(engine, { detectors: throwing('drift/spread', part, () => awry) })
  await watch.tick()
  awry = true
  const before = await newest()
  await goOn()
  await watch.tick()
  await goOn()
  await watch.tick()
  const judged = await judgedSince(before)
  const detectorsOf = new Set(judged.map(signal => signal.detector))
  expect(detectorsOf).toContain('drift/mean-score')
  expect(detectorsOf).toContain('drift/psi')
  const left = judged.filter(signal => signal.detector === 'drift/spread')
  expect(new Set(left.map(({ verdict, value, reason }) => [verdict, value, reason].join()))).toEqual(
    new Set(['unsure,,the detector failed: drift/spread does not like this']),
  )
  const series = errors.map(line => String(line['series']))
  expect(series).toContain('drift/spread|distance|')
  expect(new Set(series).size).toBe(series.length)
  expect(await failures()).toEqual([['series', 'flights', series.length]])
  await watch.close()
})

it('a shown detector that throws takes only itself away', async () => {
  const { watch, errors } = await listenedTo(engine, { detectors: throwing('drift/psi', 'read', () => true) })
  const before = await newest()
  await goOn()
  await watch.tick()
  const judged = new Set((await judgedSince(before)).map(signal => signal.detector))
  expect([judged.has('drift/js'), judged.has('drift/psi'), judged.has('drift/gtest')]).toEqual([true, false, true])
  const wanted = ['drift/psi|distance|', 'drift/psi|origin|', 'drift/psi|p_late|', 'drift/psi|verdict|']
  expect([errors.length, new Set(errors.map(line => line['series']))]).toEqual([4, new Set(wanted)])
  await watch.close()
})

it.each(['frame', 'decide'] as const)('a baseline is learned without the detector that throws in %s', async part => {
  const { watch, errors } = await listenedTo(engine, { detectors: throwing('drift/gtest', part, () => true) })
  const { hash } = await watch.learn({
    model: 'flights',
    version: '1',
    span: { ...span, fromMs: span.fromMs + (part === 'frame' ? 1 : 2) * hourMs },
    reason: part,
  })
  const stored = await readBaseline(engine, { hash })
  const learned = new Set((JSON.parse(stored?.body ?? '{}') as Baseline).series.map(one => one.detector))
  expect([learned.has('drift/gtest'), learned.has('drift/spread')]).toEqual([false, true])
  expect(errors.map(line => line['series'])).toContain('drift/gtest|distance|')
  await watch.close()
})

it.each(['frame', 'decide'] as const)('a series that could not be learned because of %s is unsure, and told of, also after a restart', async part => {
  const first = await listenedTo(engine, { detectors: throwing('drift/gtest', part, () => true) })
  await first.watch.learn({ model: 'flights', version: '1', span: { ...span, fromMs: span.fromMs + 3 * hourMs }, reason: part })
  const judgedOn = async (watch: typeof first.watch) => {
    const before = await newest()
    await goOn()
    await watch.tick()
    return (await judgedSince(before)).filter(({ series, revision }) => series === 'drift/gtest|distance|' && revision === 1)
  }
  const before = await judgedOn(first.watch)
  await first.watch.close()
  // The new process knows nothing but the store, and its detectors do not throw; what was not learned is not known all the same.
  const second = await listenedTo()
  const after = await judgedOn(second.watch)
  for (const signals of [before, after]) {
    expect(signals.map(({ length }) => length)).toEqual(expect.arrayContaining(['5m', '1h']))
    expect(new Set(signals.map(({ verdict, value, reason }) => [verdict, value, reason].join()))).toEqual(
      new Set(['unsure,,the detector failed: drift/gtest does not like this']),
    )
  }
  // It may have told of the baseline before its own too.
  const told = [...new Set(first.errors.map(line => line['series']))]
  expect(told).toContain('drift/gtest|distance|')
  expect([second.errors.length, new Set(second.errors.map(line => line['series']))]).toEqual([told.length, new Set(told)])
  expect(await second.failures()).toEqual([['series', 'flights', told.length]])
  await second.watch.learn({ model: 'flights', version: '1', span, reason: 'whole again' })
  expect((await judgedOn(second.watch)).filter(({ value }) => value !== null).length).toBeGreaterThan(0)
  await second.watch.close()
})
