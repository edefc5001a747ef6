import { promisify } from 'node:util'
import { constants, gunzip, type ZlibOptions, type ZstdOptions, zstdDecompress } from 'node:zlib'
import { Failure } from '../../contract/index.ts'

const gunzipAsync: (body: Buffer, options: ZlibOptions) => Promise<Buffer> = promisify(gunzip)
const zstdAsync: (body: Buffer, options: ZstdOptions) => Promise<Buffer> = promisify(zstdDecompress)

/** Real telemetry shrinks 4 to 20 times; 1 GiB of zeros 1,029 times in gzip and 32,749 times in zstd. */
const ratioMax = 200
const ratioFreeBytes = 1_048_576
/** 8 MiB, so that a header alone cannot claim more memory. */
const windowLogMax = 23
/** With the default of 16 KiB most of the time is spent on the main thread between chunks. */
const chunkBytesMax = 1_048_576

/**
 * Undoes gzip or zstd, off the main thread, to at most `bytesMax` bytes and at most 200 times what was sent beyond the first MiB.
 *
 * @param encoding  the Content-Encoding header: one encoding, `identity` or absent for none
 * @throws Failure TOO_LARGE, UNSUPPORTED_MEDIA for another encoding or a list of them, BAD_REQUEST when the bytes are not what the header says
 */
export async function decompress(body: Buffer, encoding: string | undefined, bytesMax: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return body
  if (name !== 'gzip' && name !== 'zstd')
    throw new Failure('UNSUPPORTED_MEDIA', `Content-Encoding must be gzip or zstd, not ${JSON.stringify(name.slice(0, 64))}`)
  const maxOutputLength = Math.min(bytesMax, Math.max(ratioFreeBytes, body.length * ratioMax))
  const chunkSize = Math.max(65_536, Math.min(chunkBytesMax, body.length * 8, maxOutputLength))
  try {
    if (name === 'gzip') return await gunzipAsync(body, { maxOutputLength, chunkSize })
    return await zstdAsync(body, { maxOutputLength, chunkSize, params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } })
  } catch (cause) {
    throw toFailure(cause, name)
  }
}

function toFailure(cause: unknown, name: string): Failure {
  const code = (cause as { code?: unknown }).code
  if (code === 'ERR_BUFFER_TOO_LARGE') return new Failure('TOO_LARGE', 'The body expands to more than is accepted', { cause })
  return new Failure('BAD_REQUEST', `The body is not valid ${name}`, { cause })
}
