import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeBody } from '../../agent/decode.ts'
import { buildRedactor } from '../../agent/redact.ts'

describe('redaction', () => {
  it('hashes by RFC 4231 and drops; missing stays missing', () => {
    // RFC 4231, test case 6: key 131 times 0xaa needs bytes, so its sibling by openssl: printf 4711 | openssl dgst -sha256 -hmac 'a key of sixteen or more'
    const redactor = buildRedactor({
      fields: { a: 'hash', b: 'drop', __proto__x: 'drop' },
      headers: { 'X-User': 'hash', cookie: 'drop' },
      key: 'a key of sixteen or more',
    })
    const columns = new Map<string, readonly unknown[]>([
      ['a', [4711, '4711', null]],
      ['b', [1]],
      ['c', [2]],
    ])
    const hash = '2ac1977a017f6a2a3a246f848dc43103'
    expect([...redactor.columns(columns)]).toEqual([
      ['a', [hash, hash, null]],
      ['c', [2]],
    ])
    const head = new Map([
      ['x-user', '4711'],
      ['cookie', 's'],
      ['accept', '*'],
    ])
    expect([...redactor.headers(head)]).toEqual([
      ['x-user', hash],
      ['accept', '*'],
    ])
  })

  it('passes everything on when there is nothing to do', () => {
    const columns = new Map([['a', [1]]])
    expect(buildRedactor({ fields: {}, headers: {} }).columns(columns)).toBe(columns)
  })

  it('refuses to hash without a key', () =>
    expect(() => buildRedactor({ fields: { a: 'hash' }, headers: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining('redact.key') }),
    ))
})

describe('decoding of copies', () => {
  const body = Buffer.from('some text, some text, some text')
  it.each([
    ['gzip', gzipSync(body)],
    ['GZIP ', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ])('undoes %s', async (encoding, bytes) => expect((await decodeBody(bytes, encoding, 1_000)).toString()).toBe(body.toString()))

  it('takes a body without encoding as it is', async () => expect(await decodeBody(body, undefined, 1)).toBe(body))

  it.each([
    ['a bomb', gzipSync(Buffer.alloc(100_000_000)), 'gzip', 'TOO_LARGE'],
    ['a zstd bomb', zstdCompressSync(Buffer.alloc(100_000_000)), 'zstd', 'TOO_LARGE'],
    ['junk', Buffer.from('junk'), 'gzip', 'BAD_REQUEST'],
    ['half', gzipSync(body).subarray(0, 20), 'gzip', 'BAD_REQUEST'],
    ['two encodings', gzipSync(gzipSync(body)), 'gzip, gzip', 'UNSUPPORTED_MEDIA'],
    ['an unknown one', body, 'snappy', 'UNSUPPORTED_MEDIA'],
  ])('refuses %s', (_what, bytes, encoding, code) => expect(decodeBody(bytes, encoding, 1_000_000)).rejects.toThrow(expect.objectContaining({ code })))
})
