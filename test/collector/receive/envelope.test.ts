import { describe, expect, it } from 'vitest'
import { toInference } from '../../../collector/receive/envelope.ts'
import type { LogRecord, Value } from '../../../collector/receive/records.ts'

const good: Readonly<Record<string, Value>> = {
  'ml.model.name': 'churn',
  'ml.model.version': '3',
  'ml.inference.id': 'r-81',
  'ml.inference.batch.size': 2,
  'ml.inputs': new Map<string, Value>([['age', [41, 29]]]),
  'ml.outputs': new Map<string, Value>([['p', [0.12, 0.91]]]),
}

const record = (changes: Readonly<Record<string, Value | undefined>>, timeNs = 5n): LogRecord => {
  const pairs = Object.entries({ ...good, ...changes }).filter((pair): pair is [string, Value] => pair[1] !== undefined)
  return { event: 'ml.inference', timeNs, observedNs: 0n, attributes: new Map(pairs) }
}
const read = (changes: Readonly<Record<string, Value | undefined>>) => toInference(record(changes), 99n)

describe('an inference', () => {
  it('is read as sent', () => {
    expect(
      read({ 'ml.segments': new Map([['plan', 'pro']]), 'ml.entity.ids': ['a', 'b'], 'ml.capture.sampling.ratio': 0.25, 'ml.inference.duration': 0.5 }),
    ).toEqual({
      id: 'r-81',
      atNs: 5n,
      model: 'churn',
      version: '3',
      batchSize: 2,
      inputs: new Map([['age', [41, 29]]]),
      outputs: new Map([['p', [0.12, 0.91]]]),
      segments: new Map([['plan', 'pro']]),
      entityIds: ['a', 'b'],
      durationSeconds: 0.5,
      protocol: '',
      source: '',
      samplingRatio: 0.25,
      truncated: false,
      status: null,
      error: null,
      task: null,
    })
  })

  it.each(['gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'embedding.model_name'])('takes its model from %s', alias => {
    expect(read({ 'ml.model.name': undefined, [alias]: 'gpt' })).toMatchObject({ model: 'gpt' })
  })

  it('takes scalars where the batch is one row, and vectors as arrays within the array', () => {
    const inputs = new Map<string, Value>([
      ['age', 41],
      ['vector', [[0.1, 0.2]]],
      ['none', null],
    ])
    const result = read({ 'ml.inference.batch.size': 1, 'ml.inputs': inputs, 'ml.outputs': new Map([['p', 0.5]]), 'ml.entity.ids': 'a' })
    expect(result).toMatchObject({
      inputs: new Map<string, unknown>([
        ['age', [41]],
        ['vector', [[0.1, 0.2]]],
        ['none', [null]],
      ]),
      outputs: new Map([['p', [0.5]]]),
      entityIds: ['a'],
    })
  })

  it('takes names and ids up to their bounds', () => {
    const column = 'x'.repeat(256)
    const changes = { 'ml.model.name': column, 'ml.inference.id': 'y'.repeat(512), 'ml.inputs': new Map([[column, [1, 2]]]) }
    expect(read(changes)).toMatchObject({ model: column, inputs: new Map([[column, [1, 2]]]) })
  })

  it('happened when it says, else when it was observed, else now', () => {
    expect(toInference(record({}, 0n), 99n)).toMatchObject({ atNs: 99n })
    expect(toInference({ ...record({}, 0n), observedNs: 7n }, 99n)).toMatchObject({ atNs: 7n })
  })

  it('without outputs is taken when the call failed', () => {
    const nothing = { 'ml.inputs': undefined, 'ml.outputs': undefined }
    expect(read(nothing)).toMatchObject({ reason: 'missing' })
    expect(read({ ...nothing, 'http.response.status_code': 503 })).toMatchObject({ status: 503, outputs: new Map() })
    expect(read({ ...nothing, 'error.type': 'timeout' })).toMatchObject({ error: 'timeout' })
  })

  it.each([
    ['no model', { 'ml.model.name': undefined }, 'missing', 'ml.model.name is missing'],
    ['an empty id', { 'ml.inference.id': '' }, 'missing', 'ml.inference.id is missing'],
    ['no batch size', { 'ml.inference.batch.size': undefined }, 'missing', 'ml.inference.batch.size is missing'],
    ['a batch of no rows', { 'ml.inference.batch.size': 0 }, 'size', 'must be an integer from 1'],
    ['a batch size of 2^53', { 'ml.inference.batch.size': 2 ** 53 }, 'size', 'must be an integer from 1'],
    ['inputs that are a list', { 'ml.inputs': [1, 2] }, 'type', 'ml.inputs must be a map'],
    ['a column that is too short', { 'ml.inputs': new Map([['age', [1]]]) }, 'length', '"age" has 1 values, the batch 2 rows'],
    ['a scalar for two rows', { 'ml.outputs': new Map([['p', 0.5]]) }, 'length', '"p" has a single value'],
    ['too few entities', { 'ml.entity.ids': ['a'] }, 'length', 'ml.entity.ids has 1 values'],
    ['a segment that is a list', { 'ml.segments': new Map([['plan', ['a']]]) }, 'type', '"plan" must be text'],
    ['a ratio of 0', { 'ml.capture.sampling.ratio': 0 }, 'type', 'must be a number above 0'],
    ['a ratio that is text', { 'ml.capture.sampling.ratio': '1' }, 'type', 'must be a number above 0'],
    ['a NUL in the id', { 'ml.inference.id': 'a\0n' }, 'type', 'holds a NUL'],
    ['a model name without end', { 'ml.model.name': 'x'.repeat(257) }, 'size', 'more than 256'],
    ['a version without end', { 'ml.model.version': 'x'.repeat(257) }, 'size', 'more than 256'],
    ['a column name without end', { 'ml.inputs': new Map([['x'.repeat(257), [1, 2]]]) }, 'size', 'more than 256'],
    ['a segment name without end', { 'ml.segments': new Map([['x'.repeat(257), 'pro']]) }, 'size', 'more than 256'],
    ['a segment name with NUL', { 'ml.segments': new Map([['a\0b', 'pro']]) }, 'type', 'NUL'],
    ['an id without end', { 'ml.inference.id': 'x'.repeat(513) }, 'size', 'more than 512'],
  ])('is refused for %s', (_, changes, reason, sentence) => {
    expect(read(changes)).toEqual({ reason, message: expect.stringContaining(sentence) })
  })

  it('keeps values of any type: what they are worth is for the schema to say', () => {
    expect(read({ 'ml.inputs': new Map([['age', ['forty-one', new Map()]]]) })).toMatchObject({ inputs: new Map([['age', ['forty-one', new Map()]]]) })
  })
})
