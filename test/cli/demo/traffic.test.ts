import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../cli/demo/faults.ts'
import type { Flights } from '../../../cli/demo/flights.ts'
import { changedRows, inferenceId, inputsOf, isLate, slotsOf, v2Body } from '../../../cli/demo/traffic.ts'

const minute = 60_000
const minutes = [0, 4, 5, 9, 9, 15]
const flights: Flights = {
  scheduledMs: minutes.map(at => at * minute),
  delayMinutes: [15, 16, -3, 0, 90, 20],
  scheduledHour: [0, 0, 0, 0, 0, 0],
  weekday: minutes.map(() => 'Thu'),
  distance: [100, 200, 300, 400, 500, 600],
  destinationDelays: [0, 0, 0.1, 0.1, -0.1, 0],
  origin: ['SEA', 'ATL', 'SEA', 'ATL', 'SEA', 'ORD'],
  destination: ['ORD', 'ORD', 'ATL', 'SEA', 'ATL', 'SEA'],
}
const fault = (given: Partial<Fault> & Pick<Fault, 'kind'>): Fault => ({ fromMs: 5 * minute, toMs: 10 * minute, column: '', airport: '', ...given })
const [first, second, third] = slotsOf(flights)
if (!first || !second || !third) throw new Error('three slots are expected')

test('flights scheduled in the same five minutes are one slot; empty slots are absent', () => {
  expect(slotsOf(flights)).toEqual([
    { atMs: 0, from: 0, to: 2 },
    { atMs: 5 * minute, from: 2, to: 5 },
    { atMs: 15 * minute, from: 5, to: 6 },
  ])
})

describe('inputsOf', () => {
  test('sends what the flights are while nothing is wrong', () => {
    expect(inputsOf(flights, second, [])).toEqual({
      scheduled_hour: [0, 0, 0],
      weekday: ['Thu', 'Thu', 'Thu'],
      distance: [300, 400, 500],
      destination_delays: [0.1, 0.1, -0.1],
      origin: ['SEA', 'ATL', 'SEA'],
      destination: ['ATL', 'SEA', 'ATL'],
    })
  })

  test('a unit: 300, 400 and 500 miles are 483, 644 and 805 kilometres', () => {
    const unit = fault({ kind: 'unit', column: 'distance' })
    expect(inputsOf(flights, second, [unit]).distance).toEqual([483, 644, 805])
    expect(changedRows(flights, second, [unit])).toBe(3)
    expect(inputsOf(flights, first, [unit]).distance).toEqual([100, 200])
    expect(changedRows(flights, first, [unit])).toBe(0)
  })

  test('an unknown airport: one origin is spelled otherwise', () => {
    const unknown = fault({ kind: 'unknown', column: 'origin', airport: 'SEA' })
    expect(inputsOf(flights, second, [unknown]).origin).toEqual(['BER', 'ATL', 'BER'])
    expect(inputsOf(flights, second, [unknown]).destination).toEqual(['ATL', 'SEA', 'ATL'])
    expect(changedRows(flights, second, [unknown])).toBe(2)
  })

  test('missing in part: three of ten rows lack the value, the same ones every time', () => {
    const rows = 20_000
    const many: Flights = { ...flights, destination: Array.from({ length: rows }, () => 'ATL'), origin: Array.from({ length: rows }, () => 'SEA') }
    const slot = { atMs: 5 * minute, from: 0, to: rows }
    const missing = fault({ kind: 'missing', column: 'destination' })
    const sent = inputsOf(many, slot, [missing]).destination
    // Binomial with p 0.3: five standard deviations of 20,000 are 324 rows.
    expect(Math.abs(sent.filter(value => value === null).length - 6_000)).toBeLessThan(324)
    expect(inputsOf(many, slot, [missing]).destination).toEqual(sent)
  })

  test('the model’s own fault changes nothing of what is sent, and touches the rows of its origin', () => {
    const turned = fault({ kind: 'upside-down', airport: 'ATL' })
    expect(inputsOf(flights, second, [turned])).toEqual(inputsOf(flights, second, []))
    expect(changedRows(flights, second, [turned])).toBe(1)
  })
})

test('ids are UUIDs of version 8, one a slot and story', () => {
  const ids = [inferenceId('a', 0), inferenceId('a', 300_000), inferenceId('b', 0)]
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(3)
  expect(inferenceId('a', 0)).toBe(ids[0])
})

test('late is more than fifteen minutes', () => {
  expect([-3, 15, 16].map(isLate)).toEqual([false, false, true])
})

test('the body is that of the Open Inference Protocol', () => {
  const body = JSON.parse(v2Body('x', inputsOf(flights, third, []))) as { id: string; inputs: { name: string }[] }
  expect(body.id).toBe('x')
  expect(body.inputs.find(({ name }) => name === 'distance')).toEqual({ name: 'distance', shape: [1], datatype: 'FP64', data: [600] })
  expect(body.inputs.find(({ name }) => name === 'origin')).toEqual({ name: 'origin', shape: [1], datatype: 'BYTES', data: ['ORD'] })
})
