import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  oneof,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check'
import { expect, it } from 'vitest'
import { encodeInference, encodeRequest } from '../../agent/otlp.ts'
import { decodeProtobuf } from '../../collector/receive/otlp-protobuf.ts'
import type { Inference } from '../../contract/index.ts'

const inference: Inference = {
  id: 'r',
  atNs: 1n,
  model: 'm',
  version: '',
  batchSize: 1,
  inputs: new Map([['x', [0.5]]]),
  outputs: new Map(),
  segments: new Map(),
  entityIds: [],
  durationSeconds: null,
  protocol: 'p',
  source: 's',
  samplingRatio: 1,
  truncated: false,
  status: null,
  error: null,
  task: null,
}

/** Field key of the wire format: number · 8 + type (0 varint, 1 eight bytes, 2 length and bytes). */
const hexOf = (...parts: readonly (number | string)[]): string =>
  parts.map(part => (typeof part === 'number' ? part.toString(16).padStart(2, '0') : Buffer.from(part).toString('hex'))).join('')
const text = (key: string, value: string): string => attribute(key, hexOf(0x0a, value.length, value))
/** LogRecord.attributes (6): KeyValue { key (1), value (2): AnyValue }; lengths here are under 128, one byte each. */
function attribute(key: string, value: string): string {
  const inner = hexOf(0x0a, key.length, key, 0x12, value.length / 2) + value
  return hexOf(0x32, inner.length / 2) + inner
}

it('writes the bytes that opentelemetry.proto asks for, worked by hand', () => {
  // AnyValue.double_value (4, eight bytes) of 0.5 = 3fe0000000000000, little-endian; in ArrayValue.values (1) in array_value (5).
  const half = hexOf(0x21) + '000000000000e03f'
  const list = hexOf(0x0a, 9) + half
  const inArray = hexOf(0x2a, 11) + list
  // KeyValueList.values (1) { key "x", value } in kvlist_value (6): 3 + 2 + 13 = 18 bytes.
  const entry = hexOf(0x0a, 1, 'x', 0x12, 13) + inArray
  const kvlist = hexOf(0x32, 20, 0x0a, 18) + entry
  const expected = [
    '090100000000000000', // time_unix_nano (1), fixed64
    '1009', // severity_number (2): 9
    text('ml.model.name', 'm'),
    text('ml.inference.id', 'r'),
    attribute('ml.inference.batch.size', '1801'), // int_value (3): 1
    text('ml.inference.protocol', 'p'),
    attribute('ml.inputs', kvlist),
    text('ml.capture.source', 's'),
    '4a02abcd', // trace_id (9)
    '5201ef', // span_id (10)
    '590201000000000000', // observed_time_unix_nano (11): 258
    hexOf(0x62, 12, 'ml.inference'), // event_name (12)
  ].join('')
  const trace = { traceId: Buffer.from('abcd', 'hex'), spanId: Buffer.from('ef', 'hex'), sampled: true }
  expect(encodeInference(inference, { observedNs: 258n, trace }).toString('hex')).toBe(expected)
})

const cell: Arbitrary<unknown> = oneof(
  constant(null),
  boolean(),
  double({ noNaN: false }),
  integer(),
  string({ unit: 'binary' }),
  array(double({ noNaN: true }), { maxLength: 3 }),
)
const columns = dictionary(oneof(string(), constantFrom('__proto__', 'constructor', '\0', 'a"b')), array(cell, { maxLength: 4 }), {
  noNullPrototype: false,
}).map(entries => new Map(Object.entries(entries)))

it('says the same to a decoder that somebody else wrote', () => {
  assert(
    property(record({ inputs: columns, outputs: columns, id: string({ minLength: 1 }), junk: uint8Array({ maxLength: 300 }) }), ({ inputs, outputs, id }) => {
      const record = encodeInference({ ...inference, id, inputs, outputs }, { observedNs: 1n, trace: null })
      const [group] = decodeProtobuf(encodeRequest([record, record], { id: 'b', attempt: 3 }, new Map([['service.name', 'n']])), 10)
      expect([...(group?.resource ?? [])]).toEqual([
        ['service.name', 'n'],
        ['plimsoll.batch.id', 'b'],
        ['plimsoll.batch.attempt', 3],
      ])
      expect(group?.records).toHaveLength(2)
      const attributes = group?.records[1]?.attributes
      expect(attributes?.get('ml.inference.id')).toEqual(id)
      expect(attributes?.get('ml.inputs')).toEqual(inputs)
      expect(attributes?.get('ml.outputs')).toEqual(outputs.size > 0 ? outputs : undefined)
    }),
  )
})

it('keeps the whole of int64, deep values as text, and bounds what the collector bounds', () => {
  const deep = [[[[[[['deep']]]]]]]
  const row = { '9007199254740993': '9007199254740993', big: 2 ** 53 - 1, negative: -3, zero: -0, deep }
  const inputs = new Map(Object.entries(row).map(([name, value]) => [name, [value]]))
  const [group] = decodeProtobuf(
    encodeRequest([encodeInference({ ...inference, inputs }, { observedNs: 1n, trace: null })], { id: 'b', attempt: 0 }, new Map()),
    1,
  )
  const read = group?.records[0]?.attributes.get('ml.inputs') as ReadonlyMap<string, unknown>
  expect(read.get('9007199254740993')).toEqual(['9007199254740993'])
  expect([read.get('big'), read.get('negative'), read.get('zero')]).toEqual([[2 ** 53 - 1], [-3], [-0]])
  // ml.inputs is level 0, the column 1, its rows 2: the array at level 6 is text.
  expect(read.get('deep')).toEqual([[[[['[[["deep"]]]']]]]])
  const wide = { ...inference, inputs: new Map([['x', Array.from({ length: 100_001 }, () => 1)]]) }
  expect(() => encodeInference(wide, { observedNs: 1n, trace: null })).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
})
