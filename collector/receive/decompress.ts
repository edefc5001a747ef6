import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { Failure } from '../../contract/index.ts'
import type { Share } from './memory.ts'

/** Real telemetry shrinks 4 to 20 times; 1 GiB of zeros 1,029 times in gzip and 32,749 times in zstd. */
const ratioMax = 200
const ratioFreeBytes = 1_048_576
/** 8 MiB, so that a header alone cannot claim more memory. */
const windowLogMax = 23
/** With the default of 16 KiB most of the time is spent on the main thread between chunks. */
const chunkBytesMax = 1_048_576

/**
 * Undoes gzip or zstd, off the main thread, to at most `bytesMax` bytes and at most 200 times what was sent beyond the first MiB.
 * Memory is taken chunk by chunk, so that many bodies at once stop where their sum does.
 *
 * @param encoding  the Content-Encoding header: one encoding, `identity` or absent for none
 * @throws Failure TOO_LARGE, OVERLOADED, UNSUPPORTED_MEDIA for another encoding or a list of them, BAD_REQUEST when the bytes are not what the header says
 */
export async function decompress(body: Buffer, encoding: string | undefined, bytesMax: number, share: Pick<Share, 'take'>): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return body
  if (name !== 'gzip' && name !== 'zstd')
    throw new Failure('UNSUPPORTED_MEDIA', `Content-Encoding must be gzip or zstd, not ${JSON.stringify(name.slice(0, 64))}`)
  const outputBytesMax = Math.min(bytesMax, Math.max(ratioFreeBytes, body.length * ratioMax))
  const chunkSize = Math.max(65_536, Math.min(chunkBytesMax, body.length * 8, outputBytesMax))
  return collect(inflate(body, name, chunkSize), { chunkSize, outputBytesMax }, share)
}

interface Bounds {
  readonly chunkSize: number
  readonly outputBytesMax: number
}

/** Pieces are views of buffers of `chunkSize`, which stay whole while one of them is held. */
async function collect(inflated: AsyncIterable<Buffer>, { chunkSize, outputBytesMax }: Bounds, share: Pick<Share, 'take'>): Promise<Buffer> {
  share.take(chunkSize)
  let [bytes, takenBytes] = [0, chunkSize]
  const pieces: Buffer[] = []
  for await (const piece of inflated) {
    bytes += piece.length
    if (bytes > outputBytesMax) throw new Failure('TOO_LARGE', 'The body expands to more than is accepted')
    for (; takenBytes <= bytes; takenBytes += chunkSize) share.take(chunkSize)
    pieces.push(piece)
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, bytes)
}

/** Whoever stops reading stops it. */
async function* inflate(body: Buffer, name: 'gzip' | 'zstd', chunkSize: number): AsyncGenerator<Buffer> {
  const stream = name === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } })
  stream.end(body)
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) yield piece
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `The body is not valid ${name}`, { cause })
  }
}
