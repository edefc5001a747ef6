import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../collector/receive/json-text.ts'
import { decodeJson } from '../../../collector/receive/otlp-json.ts'

const recordOf = (record: string) => decodeJson(Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record}]}]}]}`), 10)[0]?.records[0]
const valueOf = (value: string) => recordOf(`{"attributes":[{"key":"k","value":${value}}]}`)?.attributes.get('k')

describe('OTLP/JSON', () => {
  it.each([
    ['64 bits as text', '{"intValue":"9007199254740993"}', 9_007_199_254_740_993n],
    ['64 bits as a number', '{"intValue":150}', 150],
    ['an integer as the JavaScript exporter writes large doubles', '{"intValue":1e+300}', 1e300],
    ['NaN as text', '{"doubleValue":"NaN"}', Number.NaN],
    ['an infinity as text', '{"doubleValue":"-Infinity"}', Number.NEGATIVE_INFINITY],
    ['a number as text', '{"doubleValue":"1.5e3"}', 1500],
    ['a double that its sender lost', '{"doubleValue":null}', null],
    ['no field at all', '{}', null],
    ['bytes in base64', '{"bytesValue":"/+4="}', Uint8Array.of(255, 238)],
    ['snake case, which is not OTLP, as an unknown key', '{"string_value":"x"}', null],
    ['an empty array', '{"arrayValue":{}}', []],
    ['a map whose key comes twice', '{"kvlistValue":{"values":[{"key":"a","value":{"intValue":1}},{"key":"a","value":{"intValue":2}}]}}', new Map([['a', 2]])],
  ])('reads %s', (_, value, expected) => expect(valueOf(value)).toEqual(expected))

  it.each([
    ['a word as an integer', '{"intValue":"x"}'],
    ['more than 64 bits', '{"intValue":"9223372036854775808"}'],
    ['a number as text', '{"stringValue":5}'],
    ['hexadecimal', '{"doubleValue":"0x10"}'],
    ['a bare value', '"x"'],
  ])('refuses %s', (_, value) => expect(() => valueOf(value)).toThrow('not OTLP'))

  it('takes times as text and as numbers, and ignores what it does not know', () => {
    const record = recordOf(
      '{"timeUnixNano":"1793527200000000001","observedTimeUnixNano":1500,"eventName":"e","traceId":"0AF7651916CD43DD8448EB211C80319C","later":{"x":[1]}}',
    )
    expect(record).toMatchObject({ event: 'e', timeNs: 1_793_527_200_000_000_001n, observedNs: 1500n })
  })

  // A fixed64 ends at 2^64 - 1.
  it('takes a time of 64 bits, which protobuf can carry, and none beyond', () => {
    expect(recordOf('{"timeUnixNano":"18446744073709551615"}')?.timeNs).toBe(2n ** 64n - 1n)
    expect(() => recordOf('{"timeUnixNano":"18446744073709551616"}')).toThrow('more than 64 bits')
    expect(() => recordOf('{"timeUnixNano":"000000000000000000001"}')).toThrow('not OTLP')
  })

  it('takes the event name from the attribute that senders used before OTLP had a field', () => {
    expect(recordOf('{"attributes":[{"key":"event.name","value":{"stringValue":"ml.inference"}}]}')?.event).toBe('ml.inference')
  })

  it.each(['[]', '{"resourceLogs":{}}', '{"resourceLogs":[1]}', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":-1}]}]}]}'])(
    'refuses %s',
    body => {
      expect(() => decodeJson(Buffer.from(body), 10)).toThrow('not OTLP')
    },
  )

  it('has no records when nothing is sent', () => expect(decodeJson(Buffer.from('{}'), 10)).toEqual([]))
})

it('counts empty resources, which have no records to count', () => {
  const body = Buffer.from(`{"resourceLogs":[${'{},'.repeat(300_000)}{}]}`)
  expect(() => decodeJson(body, 10)).toThrow('too many values')
})

describe('JSON of strangers', () => {
  it.each([
    ['5 million brackets', Buffer.alloc(5_000_000, '['), 'nested more than 64'],
    ['a million keys', Buffer.from(`{${Array.from({ length: 1_000_000 }, (_, index) => `"${index}":0`).join(',')}}`), 'more than 10000 keys'],
    ['64 MiB of empty objects', Buffer.concat([Buffer.from('['), Buffer.alloc(60_000_000, '{},'), Buffer.from('0]')]), 'too many objects'],
    ['a number of 401 digits', Buffer.from(`[${'1'.repeat(401)}]`), 'more than 400 digits'],
    ['a text without an end', Buffer.from('{"a":"\\"}'), 'not valid JSON'],
    ['nothing', Buffer.alloc(0), 'not valid JSON'],
  ])('refuses %s', (_, body, sentence) => expect(() => parseJson(body)).toThrow(sentence))

  it('reads brackets, quotes and colons within texts as text', () => {
    const value = { '[[{:"\\': '}],"\\\\' }
    expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual(value)
  })

  it('reads 64 levels', () => expect(parseJson(Buffer.from('['.repeat(64) + ']'.repeat(64)))).toBeDefined())
})
