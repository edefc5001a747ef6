import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { eventTimeNs } from '../../agent/event-time.ts'
import { chooseId, headerId, uuid7 } from '../../agent/inference-id.ts'
import { isSampled } from '../../agent/sample.ts'
import { readTraceParent } from '../../agent/trace-parent.ts'

describe('the inference id', () => {
  const none = { requestBody: null, requestHeader: null, answerHeader: null, injected: null, answerBody: null }

  it.each([
    [{ requestBody: 'b', requestHeader: 'h' }, 'b'],
    [{ requestHeader: 'h', answerHeader: 'a', injected: 'i' }, 'h'],
    [{ answerHeader: 'a', injected: 'i', answerBody: 'x' }, 'a'],
    [{ injected: 'i', answerBody: 'x' }, 'i'],
    [{ answerBody: 'x' }, 'x'],
    [{ requestBody: '', requestHeader: 'h' }, 'h'],
    [{ requestBody: 'x'.repeat(513), requestHeader: 'h' }, 'h'],
    [{ requestBody: 'a\0b', requestHeader: 'h' }, 'h'],
    [{}, null],
  ])('of %j is %s', (sources, id) => expect(chooseId({ ...none, ...sources })).toBe(id))

  it('takes the most specific header', () => {
    const all = ['x-request-id', 'seldon-puid', 'x-amzn-sagemaker-inference-id', 'ce-id']
    const order = all.map((_, index) => headerId(new Map(all.slice(0, index + 1).map(name => [name, name]))))
    expect(order).toEqual(all)
    expect(headerId(new Map([['traceparent', 'x']]))).toBeNull()
  })

  it('is made as RFC 9562 says', () => {
    // RFC 9562, appendix A.6: 0x017F22E279B0 milliseconds is Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
    expect(uuid7(Date.UTC(2022, 1, 22, 19, 22, 22))).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuid7(1)).not.toBe(uuid7(1))
  })
})

// date -ud '2001-02-03T04:05:06Z' +%s = 981173106
it.each([
  ['981173106789', 981_173_106_789_000_000n],
  ['2001-02-03T04:05:06Z', 981_173_106_000_000_000n],
  ['2001-02-03t05:05:06.123456789+01:00', 981_173_106_123_456_789n],
  ['2001-02-03 04:05:06.5Z', null],
  ['2001-04-31T00:00:00Z', null],
  // 2^63 - 1 = 9223372036854775807; date -ud @9223372036 is 11 April 2262, 23:47:16.
  ['2262-04-11T23:47:16.854775807Z', 9_223_372_036_854_775_807n],
  ['2262-04-11T23:47:16.854775808Z', null],
  ['9223372036854', 9_223_372_036_854_000_000n],
  ['9223372036855', null],
  ['999999999999999', null],
  ['9999-12-31T23:59:59Z', null],
  ['2001-02-03', null],
  ['2001-02-30T99:00:00Z', null],
  ['1969-12-31T23:59:59Z', null],
  ['-5', null],
  ['1e12', null],
  ['', null],
])('event time %s', (text, ns) => expect(eventTimeNs(text)).toBe(ns))

describe('sampling', () => {
  it('keeps the share that it says, by the hash alone', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `id-${index}`)
    const kept = ids.filter(id => isSampled(id, 0.1))
    // Binomial(20000, 0.1): standard deviation 42.4, five of them.
    expect(Math.abs(kept.length - 2_000)).toBeLessThan(212)
    expect(kept).toEqual(ids.filter(id => createHash('sha256').update(id).digest().readUIntBE(0, 6) < 0.1 * 2 ** 48))
    expect(kept.every(id => isSampled(id, 0.2))).toBe(true)
    expect(ids.every(id => isSampled(id, 1))).toBe(true)
  })
})

it('reads traceparent as W3C Trace Context says', () => {
  const read = readTraceParent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
  expect([read?.traceId.toString('hex'), read?.spanId.toString('hex'), read?.sampled]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331', true])
  const bad = [
    '',
    'x',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  ]
  expect(bad.map(readTraceParent)).toEqual(bad.map(() => null))
  expect(readTraceParent(undefined)).toBeNull()
})
