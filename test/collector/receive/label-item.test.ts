import { describe, expect, it } from 'vitest'
import { toLabels } from '../../../collector/receive/label-event.ts'
import { readLabels } from '../../../collector/receive/label-forms.ts'
import { toLabel } from '../../../collector/receive/label-item.ts'
import type { Value } from '../../../collector/receive/records.ts'
import { Failure } from '../../../contract/index.ts'

describe('a label', () => {
  it('is read with its defaults', () => {
    expect(toLabel({ inferenceId: 'r', value: true }, 7n)).toEqual({
      inferenceId: 'r',
      row: 0,
      entityId: null,
      label: '',
      value: true,
      knownAtNs: 7n,
      eventTimeNs: null,
      model: '',
    })
  })

  it.each([
    ['neither id nor entity', { value: 1 }, 'Give either inferenceId or entityId'],
    ['both', { inferenceId: 'a', entityId: 'b', value: 1 }, 'Give either inferenceId or entityId'],
    ['a row of an entity', { entityId: 'b', row: 1, value: 1 }, 'row goes with inferenceId'],
    ['no value', { inferenceId: 'a' }, 'value is missing'],
    ['a value that is a list', { inferenceId: 'a', value: [1] }, 'value must be text'],
    ['a value of NaN', { inferenceId: 'a', value: Number.NaN }, 'value must be text'],
    ['a field from elsewhere', { inferenceId: 'a', value: 1, '<b>': 1 }, '"<b>" is not a field of a label'],
    ['a row below 0', { inferenceId: 'a', value: 1, row: -1 }, 'row must be >= 0'],
    ['a time that is none', { inferenceId: 'a', value: 1, knownAt: 'yesterday' }, 'knownAt must be an RFC 3339 time'],
    ['an event time before the store', { inferenceId: 'a', value: 1, eventTime: '1969-12-31T23:59:59Z' }, 'from 1970 to 2262'],
    ['an event time after the store', { inferenceId: 'a', value: 1, eventTime: '9999-01-01T00:00:00Z' }, 'from 1970 to 2262'],
    ['a NUL', { inferenceId: 'a', value: '\0n' }, 'value holds a NUL'],
    ['text', 'x', 'A label must be an object'],
  ])('is refused for %s', (_, item, sentence) => expect(toLabel(item, 7n)).toMatchObject({ message: expect.stringContaining(sentence) }))
})

describe('forms of labels', () => {
  const items = (type: string, body: string) => [...readLabels(Buffer.from(body), type, 10)]

  it('reads JSON, NDJSON and CSV to the same', () => {
    const expected = [{ item: { inferenceId: 'a', row: 1, value: '0.5' } }, { item: { inferenceId: 'b', value: 'yes, "no"' } }]
    expect(
      items('application/json; charset=utf-8', '{"items":[{"inferenceId":"a","row":1,"value":"0.5"},{"inferenceId":"b","value":"yes, \\"no\\""}]}'),
    ).toEqual(expected)
    expect(items('application/x-ndjson', '{"inferenceId":"a","row":1,"value":"0.5"}\r\n\n{"inferenceId":"b","value":"yes, \\"no\\""}\n')).toEqual(expected)
    expect(items('text/csv', '\ufeffinferenceId,row,value\r\na,1,0.5\r\nb,,"yes, ""no"""\r\n')).toEqual(expected)
  })

  it('keeps codes of CSV as they are written, and takes an empty value for not known', () => {
    const values = items('text/csv', 'inferenceId,value\na,007\nb,1e5\nc,-3\nd,\ne,true').map(found =>
      'item' in found ? (found.item as { value: unknown }).value : found,
    )
    expect(values).toEqual(['007', '1e5', '-3', null, 'true'])
  })

  it('refuses a line by its place', () => {
    expect(items('application/x-ndjson', '{"value":1}\n{oops\n{"value":2}')).toEqual([
      { item: { value: 1 } },
      { reason: 'type', message: 'The line is not valid JSON' },
      { item: { value: 2 } },
    ])
    expect(items('text/csv', 'inferenceId,value\na\nb,2')).toEqual([
      { reason: 'length', message: 'The line has 1 cells, the header 2' },
      { item: { inferenceId: 'b', value: '2' } },
    ])
  })

  it.each([
    ['application/json', '[]', 'BAD_REQUEST'],
    ['application/json', 'oops', 'BAD_REQUEST'],
    ['text/csv', '', 'BAD_REQUEST'],
    ['text/csv', 'inferenceId,truth\na,1', 'BAD_REQUEST'],
    ['text/csv', 'inferenceId,value\n"a,1', 'BAD_REQUEST'],
    ['text/plain', 'a', 'UNSUPPORTED_MEDIA'],
    ['text/csv', `inferenceId,value\n${'a,1\n'.repeat(11)}`, 'TOO_LARGE'],
    ['text/csv', 'value,value\n1,2', 'BAD_REQUEST'],
    ['application/json', `{"items":[${'{},'.repeat(10)}{}]}`, 'TOO_LARGE'],
    ['application/json', `{"items":[${'{},'.repeat(30)}`, 'BAD_REQUEST'],
    ['application/x-ndjson', '{}\n'.repeat(11), 'TOO_LARGE'],
    ['application/x-ndjson', '\n'.repeat(22), 'TOO_LARGE'],
    ['text/csv', '\n'.repeat(22), 'TOO_LARGE'],
    ['text/csv', `value\n${' '.repeat(65_537)}\n`, 'BAD_REQUEST'],
  ])('refuses %s of %j', (type, body, code) => {
    expect(() => items(type, body)).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['text/csv', '1\n'],
    ['text/csv', 'value\n'],
    ['text/csv', '\n'],
    ['text/csv', ' '],
    ['application/x-ndjson', '\n'],
    ['application/json', '{},'],
  ])('builds nothing for 64 MiB that are refused: %s of %j', (type, piece) => {
    const body = Buffer.alloc(2 ** 26, piece)
    const before = process.memoryUsage().rss
    expect(() => [...readLabels(body, type, 100_000)]).toThrow(Failure)
    // Cells of 33 million lines took 10 GB, their texts 600 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27)
  })

  it('takes no more cells of a line than a label has fields', () => {
    expect(items('text/csv', `value\n${','.repeat(60_000)}\n1\n`)).toEqual([
      { reason: 'length', message: 'The line has more than 8 cells, the header 1' },
      { item: { value: '1' } },
    ])
  })
})

describe('an ml.label event', () => {
  const event = (given: Readonly<Record<string, Value>>) =>
    toLabels({ event: 'ml.label', timeNs: 5n, observedNs: 0n, attributes: new Map(Object.entries(given)) }, 9n)

  it('labels rows in order from its first', () => {
    const labels = event({ 'ml.inference.id': 'r', 'ml.label.row': 3, 'ml.label.values': [1, null, 'x'], 'ml.label.name': 'late', 'ml.model.name': 'm' })
    expect(labels).toMatchObject([
      { inferenceId: 'r', row: 3, label: 'late', model: 'm', value: 1, knownAtNs: 5n },
      { inferenceId: 'r', row: 4, value: null },
      { inferenceId: 'r', row: 5, value: 'x' },
    ])
  })

  it('labels entities', () => {
    expect(event({ 'ml.entity.ids': ['a', 'b'], 'ml.label.values': [true, false] })).toMatchObject([
      { entityId: 'a', inferenceId: null, value: true },
      { entityId: 'b', inferenceId: null, value: false },
    ])
  })

  it.each([
    ['no values', { 'ml.inference.id': 'r' }, 'ml.label.values is missing'],
    ['no id', { 'ml.label.values': [1] }, 'Give either'],
    ['entities that do not match', { 'ml.entity.ids': ['a'], 'ml.label.values': [1, 2] }, 'differ in length'],
    ['one wrong value among good ones', { 'ml.inference.id': 'r', 'ml.label.values': [1, [2]] }, 'value must be text'],
  ])('is refused for %s', (_, given, sentence) => expect(event(given)).toMatchObject({ message: expect.stringContaining(sentence) }))
})
