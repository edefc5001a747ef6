import pino from 'pino'
import { Registry } from 'prom-client'
import { declareModel, type Engine, ensureSchema, type IncomingLabel, insertLabels, insertRows, StoreSettings } from '../../../collector/store/store.ts'
import { WatchSettings } from '../../../collector/watch/settings.ts'
import { startWatch, type Watch, type WatchParts } from '../../../collector/watch/watch.ts'
import { defaults, type ModelSchema } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { type SampleRow, sampleBlock } from '../store/sample.ts'

/** 2026-01-05T00:00:00Z, a Monday. */
export const monday = Date.UTC(2026, 0, 5)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** A generator of numbers in [0, 1) with a seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Flight {
  readonly id: string
  readonly atMs: number
  readonly distance: number
  readonly origin: string
  readonly score: number
  readonly late: boolean
}

/** Quiet flights, evenly over a span: distance is normal, the score tells the truth, the label is drawn from it. */
export function quietFlights(seed: number, span: { readonly fromMs: number; readonly toMs: number }, perHour: number): Flight[] {
  const roll = dice(seed)
  const count = Math.round(((span.toMs - span.fromMs) / hourMs) * perHour)
  return Array.from({ length: count }, (_, at) => {
    const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll())
    const score = Math.round(1000 * (0.05 + 0.9 * roll())) / 1000
    return {
      id: `flight ${seed} ${at}`,
      atMs: Math.floor(span.fromMs + ((at + roll()) / count) * (span.toMs - span.fromMs)),
      distance: 700 + 200 * normal,
      origin: ['ATL', 'ORD', 'DFW'][Math.floor(3 * roll())] ?? '',
      score,
      late: roll() < score,
    }
  })
}

/** A quiet day, one on which every flight is 300 further, and two minutes that close it. */
export const quietThenFurther = (fromMs: number): Flight[] =>
  [0, 1].flatMap(day =>
    quietFlights(5 + day, { fromMs: fromMs + day * dayMs, toMs: fromMs + (day + 1) * dayMs + day * 2 * minuteMs }, 240).map(flight => ({
      ...flight,
      distance: flight.distance + 300 * day,
    })),
  )

export async function declareFlights(engine: Engine, change: { readonly label?: string } = {}): Promise<ModelSchema> {
  const settings = defaults(StoreSettings)
  const declaration = {
    task: 'binary_classification',
    score: 'p_late',
    class: 'verdict',
    positive: 'late',
    segments: ['origin'],
    groups: [{ column: 'origin', advantaged: 'ATL' }],
  } as const
  await declareModel(
    engine,
    { model: 'flights', declaration: { ...declaration, segments: ['origin'], groups: [...declaration.groups], ...change } },
    settings,
    1,
  )
  const columns = [
    { name: 'distance', side: 'input', values: [1.5] },
    { name: 'origin', side: 'input', values: ['ATL'] },
    { name: 'p_late', side: 'output', values: [0.5] },
    { name: 'verdict', side: 'output', values: ['late'] },
  ] as const
  return ensureSchema(engine, { model: 'flights', version: '1', columns, task: 'binary_classification', weighted: false }, settings, 1)
}

function sampleOf(flight: Flight, receivedMs: number): SampleRow {
  const values = new Map<string, number | string>([
    ['distance', flight.distance],
    ['origin', flight.origin],
    ['p_late', flight.score],
    ['verdict', flight.score >= 0.5 ? 'late' : 'on time'],
  ])
  return { id: flight.id, atNs: BigInt(flight.atMs) * 1_000_000n, receivedMs, values }
}

export const addFlights = (engine: Engine, schema: ModelSchema, flights: readonly Flight[], receivedMs: number): Promise<void> =>
  flights.length === 0
    ? Promise.resolve()
    : insertRows(
        engine,
        schema,
        sampleBlock(
          schema,
          flights.map(flight => sampleOf(flight, receivedMs)),
        ),
      )

export const addLabels = (engine: Engine, flights: readonly Flight[], atMs: number) =>
  insertLabels(
    engine,
    flights.map(
      (flight): IncomingLabel => ({
        inferenceId: flight.id,
        row: 0,
        entityId: null,
        label: '',
        value: flight.late ? 'late' : 'on time',
        knownAtNs: BigInt(atMs) * 1_000_000n,
        eventTimeNs: BigInt(flight.atMs) * 1_000_000n,
        model: 'flights',
      }),
    ),
    atMs,
  )

/** `parts`: what is to be other than usual. */
export function openWatch(engine: Engine, clock: () => number, change: Partial<WatchSettings> = {}, parts: Partial<WatchParts> = {}): Promise<Watch> {
  const settings = { ...defaults(WatchSettings), ...change }
  return startWatch({ engine, clock, settings, keep: defaults(StoreSettings), registry: new Registry(), log: pino({ level: 'silent' }), detectors, ...parts })
}

/** A baseline is learned of quiet flights, then others come and are judged. */
export async function learnThenJudge(
  { engine, watch, schema, nowMs }: { readonly engine: Engine; readonly watch: Watch; readonly schema: ModelSchema; readonly nowMs: number },
  span: { readonly fromMs: number; readonly toMs: number },
  past: readonly Flight[],
  sent: readonly Flight[],
): Promise<void> {
  await addFlights(engine, schema, past, nowMs)
  await watch.learn({ model: 'flights', version: '1', span, reason: 'for the test' })
  await addFlights(engine, schema, sent, nowMs)
  await watch.tick()
}
