import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aucOf } from '../../cli/demo/evidence.ts'
import { type Encodings, type FlightInputs, featuresOf } from '../../examples/model-server/features.ts'
import { buildModel, type FlightWeights, readEncodings, readModel } from '../../examples/model-server/model.ts'
import { type ModelServer, startModelServer } from '../../examples/model-server/server.ts'
import { upsideDown } from '../../examples/model-server/upside-down.ts'

const weights = JSON.parse(readFileSync('examples/model-server/flights-model.json', 'utf8')) as FlightWeights
const flight = fc.record({
  scheduledHour: fc.option(fc.integer({ min: 0, max: 23 })),
  weekday: fc.option(fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Someday')),
  distance: fc.option(fc.integer({ min: 0, max: 5_000 })),
  destinationDelays: fc.option(fc.double({ min: -0.2, max: 0.4, noNaN: true })),
  origin: fc.option(fc.constantFrom('ATL', 'ORD', 'SEA', 'XXX', '__proto__', 'constructor')),
  destination: fc.option(fc.constantFrom('ATL', 'ORD', 'SEA', 'XXX', '__proto__', 'constructor')),
})

/** The stumps one by one, as they were learned. */
function stumpByStump(inputs: FlightInputs, encodings: Encodings): number {
  const features = featuresOf(inputs, encodings)
  let odds = weights.start
  for (const [feature, cut, below, above] of weights.stumps) {
    const value = features[feature] ?? Number.NaN
    if (!Number.isNaN(value)) odds += value < cut ? below : above
  }
  return 1 / (1 + Math.exp(-odds))
}

describe('the model', () => {
  const model = readModel()
  const encodings = readEncodings(weights.encodings)

  test.prop([flight])('its step functions equal its stumps, to the four decimals of a score', inputs => {
    expect(Math.abs(model.score(inputs) - stumpByStump(inputs, encodings))).toBeLessThanOrEqual(0.5e-4 + 1e-9)
  })

  it('two stumps by hand', () => {
    // Below the cut −1, from it on +1; another stump of the same feature adds 0.5 from 10 on. Missing adds nothing.
    const empty = { origin: {}, destination: {}, originHour: {}, destinationHour: {}, route: {} }
    const tiny = buildModel({
      ...weights,
      start: 0,
      encodings: empty,
      stumps: [
        [0, 5, -1, 1],
        [0, 10, 0, 0.5],
      ],
    })
    const at = (scheduledHour: number | null) =>
      tiny.score({ scheduledHour, weekday: null, distance: null, destinationDelays: null, origin: null, destination: null })
    const share = (odds: number) => Math.round(1e4 / (1 + Math.exp(-odds))) / 1e4
    expect([0, 6, 10, null].map(at)).toEqual([share(-1), share(1), share(1.5), 0.5])
  })
})

describe('upsideDown', () => {
  const scores = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 200 }).map(list => Float64Array.from(list).sort())

  test.prop([scores])('keeps the distribution and turns the order', usual => {
    const turn = upsideDown(usual)
    expect(Array.from(usual, turn).sort((a, b) => a - b)).toEqual(Array.from(usual))
    expect(Array.from(usual, turn)).toEqual(Array.from(usual).reverse())
  })

  test.prop([scores, fc.array(fc.boolean(), { minLength: 200, maxLength: 200 })])('makes an AUC one less itself', (usual, truths) => {
    const turn = upsideDown(usual)
    const rows = Array.from(usual, (score, row) => ({ score, late: truths[row] ?? false }))
    const auc = aucOf(rows)
    fc.pre(auc !== null)
    expect(aucOf(rows.map(row => ({ ...row, score: turn(row.score) })))).toBeCloseTo(1 - (auc ?? 0), 9)
  })
})

it('an AUC by hand: of four pairs two are in order, one is tied', () => {
  expect(
    aucOf([
      { score: 0.1, late: false },
      { score: 0.4, late: true },
      { score: 0.4, late: false },
      { score: 0.9, late: true },
    ]),
  ).toBe(0.875)
  expect(
    aucOf([
      { score: 0.9, late: false },
      { score: 0.1, late: true },
    ]),
  ).toBe(0)
  expect(aucOf([{ score: 0.9, late: false }])).toBeNull()
})

describe('the server', () => {
  let server: ModelServer
  const model = readModel()
  const flights: FlightInputs[] = [
    { scheduledHour: 7, weekday: 'Mon', distance: 500, destinationDelays: 0.1, origin: 'ATL', destination: 'ORD' },
    { scheduledHour: 18, weekday: 'Fri', distance: 900, destinationDelays: 0, origin: 'SEA', destination: null },
  ]
  const tensor = (name: string, datatype: string, data: readonly unknown[]) => ({ name, datatype, shape: [data.length], data })
  const inputs = [
    tensor(
      'scheduled_hour',
      'INT64',
      flights.map(one => one.scheduledHour),
    ),
    tensor(
      'weekday',
      'BYTES',
      flights.map(one => one.weekday),
    ),
    tensor(
      'distance',
      'FP64',
      flights.map(one => one.distance),
    ),
    tensor(
      'destination_delays',
      'FP64',
      flights.map(one => one.destinationDelays),
    ),
    tensor(
      'origin',
      'BYTES',
      flights.map(one => one.origin),
    ),
    tensor(
      'destination',
      'BYTES',
      flights.map(one => one.destination),
    ),
  ]
  const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
  const post = (body: unknown, path = '/v2/models/flight-delay/infer') =>
    at(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })

  beforeAll(async () => {
    server = await startModelServer(model, { host: '127.0.0.1', port: 0, faults: true })
  })
  afterAll(() => server.close())

  it('answers an inference with scores and classes, by row', async () => {
    const answer = await (await post({ id: 'mine', inputs }, '/v2/models/flight-delay/versions/1/infer')).json()
    const scores = flights.map(one => model.score(one))
    expect(answer).toEqual({
      model_name: 'flight-delay',
      model_version: '1',
      id: 'mine',
      outputs: [
        tensor('late_probability', 'FP64', scores),
        tensor(
          'late',
          'BYTES',
          scores.map(score => (score >= weights.lateFrom ? 'late' : 'on_time')),
        ),
      ],
    })
  })

  it.each([
    '/v2',
    '/v2/health/live',
    '/v2/health/ready',
    '/v2/models/flight-delay',
    '/v2/models/flight-delay/versions/1',
    '/v2/models/flight-delay/versions/1/ready',
  ])('serves %s', async path => {
    expect((await at(path)).status).toBe(200)
  })

  it.each([
    ['no JSON', '{'],
    ['no tensors', {}],
    ['no rows', { inputs: inputs.map(one => ({ ...one, shape: [0], data: [] })) }],
    ['a tensor too few', { inputs: inputs.slice(1) }],
    ['a shape that lies', { inputs: inputs.map(one => ({ ...one, shape: [3] })) }],
    ['a text for a number', { inputs: inputs.map(one => ({ ...one, data: ['a', 'b'] })) }],
  ])('refuses %s with a sentence', async (_, body) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect((await response.json()) as { error: string }).toEqual({ error: expect.stringMatching(/\w+ \w+/) as string })
  })

  it('knows no other path', async () => {
    expect((await at('/v2/models/other/infer', { method: 'POST', body: '{}' })).status).toBe(404)
  })

  it('turns one origin upside down and right again', async () => {
    const scores = async () => ((await (await post({ inputs })).json()) as { outputs: [{ data: number[] }] }).outputs[0].data
    const before = await scores()
    const usual = [0.1, 0.2, before[0] as number, 0.8, 0.9].sort((a, b) => a - b)
    await at('/faults/upside-down', { method: 'PUT', body: JSON.stringify({ origin: 'ATL', scores: usual }) })
    expect(await scores()).toEqual([upsideDown(Float64Array.from(usual))(before[0] as number), before[1]])
    await at('/faults/upside-down', { method: 'DELETE' })
    expect(await scores()).toEqual(before)
  })
})
