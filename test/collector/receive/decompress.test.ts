import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decompress } from '../../../collector/receive/decompress.ts'

const limit = 2 ** 26

describe('decompress', () => {
  it.each([
    ['gzip', gzipSync('some text')],
    [' GZIP ', gzipSync('some text')],
    ['zstd', zstdCompressSync('some text')],
    ['identity', Buffer.from('some text')],
    [undefined, Buffer.from('some text')],
  ])('undoes %s', async (encoding, body) => expect((await decompress(body, encoding, limit)).toString()).toBe('some text'))

  it('takes bodies that shrink as telemetry does', async () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `{"age":${index % 97},"city":"Oslo"}`).join('\n')
    expect((await decompress(gzipSync(text), 'gzip', limit)).length).toBe(text.length)
  })

  it.each([
    ['deflate', 'UNSUPPORTED_MEDIA'],
    ['gzip, gzip', 'UNSUPPORTED_MEDIA'],
    ['br', 'UNSUPPORTED_MEDIA'],
    ['gzip', 'BAD_REQUEST'],
    ['zstd', 'BAD_REQUEST'],
  ])('refuses plain text that is called %s', async (encoding, code) => {
    await expect(decompress(Buffer.from('some text'), encoding, limit)).rejects.toMatchObject({ code })
  })

  it('refuses a body that was cut', async () => {
    await expect(decompress(gzipSync('some text').subarray(0, 20), 'gzip', limit)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  // 1 GiB of zeros is 1.0 MB as gzip and 33 KB as zstd.
  it.each([
    ['gzip', () => gzipSync(Buffer.alloc(2 ** 30), { level: 9, chunkSize: 2 ** 20 })],
    ['zstd', () => zstdCompressSync(Buffer.alloc(2 ** 30), { chunkSize: 2 ** 20 })],
  ])('stops 1 GiB of zeros in %s', async (encoding, bomb) => {
    const body = bomb()
    const before = process.memoryUsage().rss
    await expect(decompress(body, encoding, limit)).rejects.toMatchObject({ code: 'TOO_LARGE', status: 413 })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  })

  it('stops what expands more than 200 times, also under the limit', async () => {
    await expect(decompress(gzipSync(Buffer.alloc(2 ** 23)), 'gzip', limit)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})
