import type { Readable } from 'node:stream'
import { Failure } from '../../contract/index.ts'
import { decompress } from './decompress.ts'
import type { Share } from './memory.ts'

/**
 * Reads a body and decompresses it. Memory is taken as the bytes arrive and as they expand, so that senders who announce much and send
 * little cannot keep others out.
 *
 * @param encoding  the Content-Encoding header
 * @throws Failure TOO_LARGE beyond `bytesMax` before or after decompression, OVERLOADED, UNSUPPORTED_MEDIA, BAD_REQUEST
 */
export async function readBody(stream: Readable, encoding: string | undefined, share: Share, bytesMax: number): Promise<Buffer> {
  const sent = await readAll(stream, share, bytesMax)
  return decompress(sent, encoding, bytesMax, share)
}

/** What a piece costs beside its bytes: a sender may send one byte in each. */
const pieceBytes = 128

async function readAll(stream: Readable, share: Share, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of piecesOf(stream)) {
    bytes += piece.length
    if (bytes > bytesMax) throw new Failure('TOO_LARGE', `The body has more than ${bytesMax} bytes`)
    share.take(piece.length + pieceBytes)
    pieces.push(piece)
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, bytes)
}

async function* piecesOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // Ending the loop must not destroy the socket: it has the answer still to carry.
    for await (const piece of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield piece
  } catch (cause) {
    // The sender has gone, or was too slow for the server.
    throw new Failure('BAD_REQUEST', 'The body did not arrive whole', { cause })
  }
}
