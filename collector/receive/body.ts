import type { Readable } from 'node:stream'
import { Failure } from '../../contract/index.ts'
import { decompress } from './decompress.ts'
import type { Share } from './memory.ts'

/**
 * Reads a body and decompresses it. Memory is taken as the bytes arrive, so that senders who announce much and send
 * little cannot keep others out.
 *
 * @param encoding  the Content-Encoding header
 * @throws Failure TOO_LARGE beyond `bytesMax` before or after decompression, OVERLOADED, UNSUPPORTED_MEDIA, BAD_REQUEST
 */
export async function readBody(stream: Readable, encoding: string | undefined, share: Share, bytesMax: number): Promise<Buffer> {
  const sent = await readAll(stream, share, bytesMax)
  const body = await decompress(sent, encoding, bytesMax)
  if (body !== sent) share.take(body.length)
  return body
}

async function readAll(stream: Readable, share: Share, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Ending the loop must not destroy the socket: it has the answer still to carry.
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new Failure('TOO_LARGE', `The body has more than ${bytesMax} bytes`)
    share.take(chunk.length)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)
}
