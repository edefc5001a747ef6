import type { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { Failure } from '../contract/index.ts'

interface Limit {
  readonly maxOutputLength: number
}
type Decoder = (body: Buffer, limit: Limit) => Promise<Buffer>

const decoders = new Map<string, Decoder>([
  ['gzip', promisify<Buffer, Limit, Buffer>(gunzip)],
  ['x-gzip', promisify<Buffer, Limit, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, Limit, Buffer>(inflate)],
  ['br', promisify<Buffer, Limit, Buffer>(brotliDecompress)],
  ['zstd', promisify<Buffer, Limit, Buffer>(zstdDecompress)],
])

/**
 * Undoes the Content-Encoding of a copy, off this thread.
 *
 * @throws Failure TOO_LARGE over `bytesMax` decoded bytes, UNSUPPORTED_MEDIA for an encoding we lack or more than one, BAD_REQUEST for bytes that are not what they say
 */
export async function decodeBody(body: Buffer, encoding: string | undefined, bytesMax: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity'
  if (name === 'identity' || name === '' || body.length === 0) return body
  const decoder = decoders.get(name)
  if (!decoder) throw new Failure('UNSUPPORTED_MEDIA', 'The body has a Content-Encoding that is not read.')
  try {
    return await decoder(body, { maxOutputLength: bytesMax })
  } catch (cause) {
    const tooLarge = (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Failure(tooLarge ? 'TOO_LARGE' : 'BAD_REQUEST', tooLarge ? 'The decoded body is too large.' : 'The body is not what its Content-Encoding says.', {
      cause,
    })
  }
}
