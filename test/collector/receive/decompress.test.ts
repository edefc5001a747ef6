import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readBody } from '../../../collector/receive/body.ts'
import { decompress } from '../../../collector/receive/decompress.ts'
import { newMemory, newShare } from '../../../collector/receive/memory.ts'
import { Failure } from '../../../contract/index.ts'

const limit = 2 ** 26
/** Memory without an end. */
const free = { take() {} }

describe('decompress', () => {
  it.each([
    ['gzip', gzipSync('some text')],
    [' GZIP ', gzipSync('some text')],
    ['zstd', zstdCompressSync('some text')],
    ['identity', Buffer.from('some text')],
    [undefined, Buffer.from('some text')],
  ])('undoes %s', async (encoding, body) => expect((await decompress(body, encoding, limit, free)).toString()).toBe('some text'))

  it('takes bodies that shrink as telemetry does', async () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `{"age":${index % 97},"city":"Oslo"}`).join('\n')
    expect((await decompress(gzipSync(text), 'gzip', limit, free)).length).toBe(text.length)
  })

  it.each([
    ['deflate', 'UNSUPPORTED_MEDIA'],
    ['gzip, gzip', 'UNSUPPORTED_MEDIA'],
    ['br', 'UNSUPPORTED_MEDIA'],
    ['gzip', 'BAD_REQUEST'],
    ['zstd', 'BAD_REQUEST'],
  ])('refuses plain text that is called %s', async (encoding, code) => {
    await expect(decompress(Buffer.from('some text'), encoding, limit, free)).rejects.toMatchObject({ code })
  })

  it('refuses a body that was cut', async () => {
    await expect(decompress(gzipSync('some text').subarray(0, 20), 'gzip', limit, free)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  // 1 GiB of zeros is 1.0 MB as gzip and 33 KB as zstd.
  it.each([
    ['gzip', () => gzipSync(Buffer.alloc(2 ** 30), { level: 9, chunkSize: 2 ** 20 })],
    ['zstd', () => zstdCompressSync(Buffer.alloc(2 ** 30), { chunkSize: 2 ** 20 })],
  ])('stops 1 GiB of zeros in %s', async (encoding, bomb) => {
    const body = bomb()
    const before = process.memoryUsage().rss
    await expect(decompress(body, encoding, limit, free)).rejects.toMatchObject({ code: 'TOO_LARGE', status: 413 })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  })

  it('stops what expands more than 200 times, also under the limit', async () => {
    await expect(decompress(gzipSync(Buffer.alloc(2 ** 23)), 'gzip', limit, free)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})

// 16 MiB that shrink about 20 times: 16 chunks of 1 MiB.
const bulk = Array.from({ length: 2 ** 20 }, (_, index) => `${(index * 7919) % 1_000_003}`.padStart(15, ' ')).join('\n')

describe.each([
  ['gzip', gzipSync(bulk)],
  ['zstd', zstdCompressSync(bulk)],
])('memory for %s', (encoding, body) => {
  it('is taken in chunks, and no more once one is refused', async () => {
    const takes: number[] = []
    const take = (bytes: number): void => {
      takes.push(bytes)
      if (takes.length === 4) throw new Failure('OVERLOADED', 'full')
    }
    // Not compared whole: to print the difference of 16 MiB takes minutes.
    const end = decompress(body, encoding, limit, { take }).then(({ length }) => length)
    await expect(end).rejects.toMatchObject({ code: 'OVERLOADED' })
    await new Promise(resolve => setImmediate(resolve))
    expect(takes).toHaveLength(4)
    expect(Math.max(...takes)).toBeLessThanOrEqual(2 ** 20)
  })

  it('covers all that comes out, and is given back', async () => {
    const memory = newMemory(2 ** 25)
    const share = newShare(memory)
    expect((await decompress(body, encoding, limit, share)).equals(Buffer.from(bulk))).toBe(true)
    expect(memory.usedBytes).toBeGreaterThanOrEqual(bulk.length)
    expect(memory.usedBytes).toBeLessThanOrEqual(bulk.length + 2 ** 21)
    share.release()
    expect(memory.usedBytes).toBe(0)
  })

  it('is bounded for all bodies together', async () => {
    const memory = newMemory(2 ** 25)
    let peakBytes = 0
    const largest: number[] = []
    const work = Array.from({ length: 8 }, async () => {
      const share = newShare(memory)
      const take = (bytes: number): void => {
        largest.push(bytes)
        share.take(bytes)
        peakBytes = Math.max(peakBytes, memory.usedBytes)
      }
      try {
        await readBody(Readable.from([body]), encoding, { ...share, take }, limit)
      } finally {
        share.release()
      }
    })
    const results = await Promise.allSettled(work)
    expect(results.filter(({ status }) => status === 'rejected').every(result => (result as { reason: Failure }).reason.code === 'OVERLOADED')).toBe(true)
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
    // Nothing is inflated further than one chunk ahead of what is counted.
    expect(Math.max(...largest)).toBeLessThanOrEqual(Math.max(2 ** 20, body.length + 128))
    expect([peakBytes <= 2 ** 25, memory.usedBytes]).toEqual([true, 0])
  })
})
