import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../contract/index.ts'

/** Endings that say what a file is. Only the ending of the sender's name is taken over. */
const endings = /\.(csv|jsonl|ndjson)(\.gz)?$|\.parquet$/i

/** Rows are learned from; any other file may be a description of columns. */
export const holdsRows = (name: string): boolean => endings.test(name)

/**
 * Keeps an uploaded file in a folder of its own, under a name of ours.
 *
 * @throws Failure UNSUPPORTED_MEDIA for an ending that is not known, TOO_LARGE beyond `bytesMax`
 */
export async function keepUpload(body: NodeJS.ReadableStream, name: string, bytesMax: number): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const [ending] = endings.exec(name) ?? []
  if (ending === undefined)
    throw new Failure('UNSUPPORTED_MEDIA', `${name} is no file that a baseline can be learned from: .csv, .jsonl, .ndjson (also .gz) and .parquet are`)
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-upload-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, `baseline${ending.toLowerCase()}`)
  try {
    await pipeline(body, bounded(bytesMax), createWriteStream(path))
    return { path, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function bounded(bytesMax: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > bytesMax) done(new Failure('TOO_LARGE', `The file is larger than ${bytesMax} bytes`))
      else done(null, chunk)
    },
  })
}
