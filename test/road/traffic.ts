import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

const airports = ['ATL', 'ORD', 'DFW', 'LAX', 'DEN'] as const
export const slotMs = 300_000

/** Requests of the example model: seeded flights, `rows` in each five minutes, in event-time order. */
export function* requests(plan: { readonly startMs: number; readonly slots: number; readonly rows: number; readonly seed: number; readonly perMile: number }) {
  const random = xoroshiro128plus(plan.seed)
  const draw = (): number => uniformFloat64(random)
  const airport = (): string => airports[Math.floor(draw() * airports.length)] ?? 'ATL'
  for (let slot = 0; slot < plan.slots; slot++) {
    const atMs = plan.startMs + slot * slotMs
    const at = new Date(atMs)
    const column = <T>(value: () => T): T[] => Array.from({ length: plan.rows }, value)
    const tensors: readonly (readonly [string, string, unknown[]])[] = [
      ['scheduled_hour', 'INT64', column(() => at.getUTCHours())],
      ['weekday', 'BYTES', column(() => String(at.getUTCDay()))],
      ['distance', 'FP64', column(() => Math.round((200 + draw() * 1800) * plan.perMile))],
      ['destination_delays', 'FP64', column(() => 0.2)],
      ['origin', 'BYTES', column(airport)],
      ['destination', 'BYTES', column(airport)],
    ]
    const id = `road-${plan.seed}-${slot}`
    yield { id, atMs, body: JSON.stringify({ id, inputs: tensors.map(([name, datatype, data]) => ({ name, shape: [data.length], datatype, data })) }) }
  }
}
