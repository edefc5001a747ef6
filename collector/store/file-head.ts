import { closeSync, openSync, readSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { Failure } from '../../contract/index.ts'

/** A file on this machine, and what people call it: one that was sent to us lies elsewhere, and its sender must not be told where. */
export interface NamedFile {
  readonly path: string
  readonly name: string
}

/** Bytes of a file that are looked at before the engine reads it. */
const headBytesMax = 2 ** 20
/** Of a compressed one: gzip makes no more than a thousand times as many of them. */
const gzipBytesMax = 2 ** 16

/** The first bytes of a file as they lie on the disk. @throws Failure BAD_REQUEST when it cannot be read */
export function firstBytes({ path, name }: NamedFile): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(headBytesMax)
      return head.subarray(0, readSync(file, head, 0, head.length, 0))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `${name} cannot be read; does it exist, and is it a file?`, { cause })
  }
}

/** The beginning of a file of text. */
export interface TextHead {
  readonly text: string
  /** The file goes on behind it. */
  readonly cut: boolean
}

/**
 * The beginning of a file of text, unpacked, without a byte order mark.
 *
 * @throws Failure BAD_REQUEST for what is not gzip or not UTF-8, with the remedy
 */
export function textHead(file: NamedFile): TextHead {
  const bytes = firstBytes(file)
  if (!isGzip(bytes)) return { text: decoded(bytes, file), cut: bytes.length === headBytesMax }
  const packed = bytes.subarray(0, gzipBytesMax)
  const unpacked = unpack(packed, packed.length < gzipBytesMax, file)
  return { text: decoded(unpacked.subarray(0, headBytesMax), file), cut: packed.length === gzipBytesMax || unpacked.length > headBytesMax }
}

export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** @param whole  the stream must end here; else what is there of it is taken, and the engine sees whether it ends */
function unpack(packed: Buffer, whole: boolean, { name }: NamedFile): Buffer {
  try {
    return gunzipSync(packed, whole ? {} : { finishFlush: constants.Z_SYNC_FLUSH })
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `${name} is cut short or damaged: it cannot be unpacked to its end; copy it again`, { cause })
  }
}

function decoded(bytes: Buffer, { name }: NamedFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch (cause) {
    throw new Failure('BAD_REQUEST', notUtf8(name), { cause })
  }
}

/** @param where  column that shows it */
export const notUtf8 = (name: string, where = ''): string =>
  `${name} is not UTF-8${where}; convert it, from Latin-1 for example by: iconv -f latin1 -t utf-8 FILE > NEW`
