import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../../collector/receive/otlp-json.ts'
import { decodeProtobuf } from '../../../collector/receive/otlp-protobuf.ts'
import { Failure } from '../../../contract/index.ts'
import { anyValue, jsonRequest, keyValue, message, type Plain, type PlainRecord, protobufRequest, varint } from './otlp-bytes.ts'

const records = (body: Buffer) => decodeProtobuf(body, 1000).flatMap(group => group.records)
const valueOf = (value: Buffer) =>
  records(message(1, message(2, message(2, message(6, message(1, Buffer.from('k')), message(2, value))))))[0]?.attributes.get('k')

/** Runs, and gives back the failure that a stranger's bytes caused, or nothing. Anything else thrown is the defect looked for. */
function failureOf(run: () => unknown): Failure | undefined {
  try {
    run()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
}

describe('protobuf', () => {
  it('reads bytes written by hand', () => {
    // resource_logs(1){ scope_logs(2){ log_records(2){ time(1)=1000 fixed64, event_name(12)="e", attributes(6){key(1)="a" value(2){int(3)=150}} } } };
    // 150 is the varint 96 01, as in the encoding guide of protobuf.
    const hex = '0a1a 1218 1216 09e803000000000000 620165 3208 0a0161 1203 189601'.replaceAll(' ', '')
    const [record] = records(Buffer.from(hex, 'hex'))
    expect(record).toEqual({ event: 'e', timeNs: 1000n, observedNs: 0n, attributes: new Map([['a', 150]]) })
  })

  it.each([
    ['a negative integer, ten bytes', Buffer.from('18ffffffffffffffffff01', 'hex'), -1],
    ['the largest exact integer', Buffer.concat([Buffer.of(0x18), varint(2n ** 53n - 1n)]), 2 ** 53 - 1],
    ['an integer beyond it', Buffer.concat([Buffer.of(0x18), varint(2n ** 53n)]), 2n ** 53n],
    ['the smallest integer', Buffer.concat([Buffer.of(0x18), varint(-(2n ** 63n))]), -(2n ** 63n)],
    ['a double', Buffer.from('21000000000000f83f', 'hex'), 1.5],
    ['true', Buffer.from('1001', 'hex'), true],
    ['no field at all', Buffer.alloc(0), null],
    ['of two fields the last', Buffer.from('0a0161 1001'.replace(' ', ''), 'hex'), true],
    ['bytes', Buffer.from('3a02fffe', 'hex'), Uint8Array.of(255, 254)],
    ['a field from the future, then text', Buffer.concat([message(15, Buffer.from('x')), message(1, Buffer.from('é'))]), 'é'],
    ['bytes that are not UTF-8', Buffer.from('0a01ff', 'hex'), '\ufffd'],
  ])('reads %s', (_, bytes, expected) => expect(valueOf(bytes)).toEqual(expected))

  it('keeps a key that is __proto__ as data', () => {
    const [record] = records(protobufRequest([{ event: 'e', timeNs: 1n, attributes: [['ml.inputs', { map: [['__proto__', 'x']] }]] }]))
    expect((record?.attributes.get('ml.inputs') as Map<string, unknown> | undefined)?.get('__proto__')).toBe('x')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('takes the last of a key that comes twice', () => {
    const body = message(1, message(2, message(2, keyValue(6, 'k', 'first'), keyValue(6, 'k', 'last'))))
    expect(records(body)[0]?.attributes).toEqual(new Map([['k', 'last']]))
  })

  const nested = (depth: number): Buffer => {
    let value = anyValue('deep')
    for (let level = 0; level < depth; level++) value = message(5, message(1, value))
    return value
  }
  it('reads 32 levels and refuses 33', () => {
    expect(failureOf(() => valueOf(nested(32)))).toBeUndefined()
    expect(failureOf(() => valueOf(nested(33)))?.code).toBe('BAD_REQUEST')
    expect(failureOf(() => valueOf(nested(20_000)))?.code).toBe('BAD_REQUEST')
  })

  it.each([
    ['2^31 − 1', varint(2n ** 31n - 1n)],
    ['2^32 + 1, whose lower half is small', varint(2n ** 32n + 1n)],
    ['2^63', varint(2n ** 63n)],
  ])('refuses the length %s before it allocates', (_, length) => {
    expect(failureOf(() => records(Buffer.concat([Buffer.of(0x0a), length, Buffer.of(0)])))?.code).toBe('BAD_REQUEST')
  })

  it.each([
    ['a varint of eleven bytes', Buffer.alloc(11, 0xff)],
    ['field number 0', Buffer.of(0x02, 0x00)],
    ['the end of a group', Buffer.of(0x0c)],
    ['a field number of more than 32 bits', Buffer.from('8a80808080010a', 'hex')],
  ])('refuses %s', (_, body) => expect(failureOf(() => records(body))?.code).toBe('BAD_REQUEST'))

  it('counts what it would have to build: 64 MiB of empty resources', () => {
    const before = process.memoryUsage().rss
    expect(failureOf(() => records(Buffer.alloc(2 ** 26, message(1))))?.message).toContain('too many values')
    // 33 million groups with a map and a list each would be 8 GB.
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28)
  })

  it('counts what it would have to build: 64 MiB of empty maps', () => {
    const map = Buffer.from('0a023200', 'hex') // an array element: AnyValue{kvlist{}}
    const array = message(5, Buffer.alloc(99_999 * 4, map))
    const body = message(
      1,
      message(2, message(2, ...Array.from({ length: 160 }, (_, index) => message(6, message(1, Buffer.from(`k${index}`)), message(2, array))))),
    )
    const before = process.memoryUsage().rss
    expect(failureOf(() => records(body))?.message).toContain('too many values')
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20)
  })

  it('refuses more records than it may take', () => {
    const record: PlainRecord = { event: 'e', timeNs: 1n, attributes: [] }
    expect(failureOf(() => decodeProtobuf(protobufRequest([record, record, record]), 2))?.code).toBe('TOO_LARGE')
    expect(decodeProtobuf(protobufRequest([record, record]), 2)).toHaveLength(1)
  })
})

describe('any bytes', () => {
  it('give a result or a Failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => void failureOf(() => decodeProtobuf(Buffer.from(bytes), 100))),
      { numRuns: 3000 },
    )
  })

  it('also where they begin like a request', () => {
    const tags = fc.constantFrom(0x0a, 0x12, 0x18, 0x21, 0x2a, 0x32, 0x3a, 0x62, 0x09, 0x10)
    const part = fc.oneof(tags, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 120 }), bytes => void failureOf(() => decodeProtobuf(Buffer.from(bytes), 100))),
      { numRuns: 5000 },
    )
  })

  it('cut or changed at any place', () => {
    const body = protobufRequest(
      [{ event: 'ml.inference', timeNs: 5n, attributes: [['ml.inputs', { map: [['a', [1.5, null, 'x', true, 7n, { map: [['b', []]] }]]] }]] }],
      [['service.name', 'x']],
    )
    for (let at = 0; at < body.length; at++) {
      failureOf(() => decodeProtobuf(body.subarray(0, at), 10))
      for (const byte of [0, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(body)
        changed[at] = byte
        failureOf(() => decodeProtobuf(changed, 10))
      }
    }
    expect(records(body)).toHaveLength(1)
  })
})

const text = fc.oneof(fc.string({ maxLength: 8, unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '', '\0n'))
const { value } = fc.letrec<{ value: Plain }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map(map => ({ map })),
  ),
}))
const pairs = fc.array(fc.tuple(text, value), { maxLength: 4 })
const record = fc.record({ event: text, timeNs: fc.bigInt({ min: 0n, max: 2n ** 62n }), attributes: pairs })

it('both encodings of the same records decode to the same', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 3 }), pairs, (list, resource) => {
      expect(decodeJson(jsonRequest(list, resource), 10)).toEqual(decodeProtobuf(protobufRequest(list, resource), 10))
    }),
    { numRuns: 500 },
  )
})
