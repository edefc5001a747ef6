import { closeSync, openSync, readSync } from 'node:fs'
import { Failure } from '../../contract/index.ts'

export interface FileFormat {
  /** As the engine calls it. */
  readonly engineFormat: 'CSV' | 'JSONEachRow' | 'Parquet'
  /** Values are texts whose type we decide; Parquet has types of its own. */
  readonly typed: boolean
}

const byEnding: readonly { readonly ending: RegExp; readonly format: FileFormat }[] = [
  { ending: /\.csv(\.gz)?$/i, format: { engineFormat: 'CSV', typed: false } },
  { ending: /\.(jsonl|ndjson)(\.gz)?$/i, format: { engineFormat: 'JSONEachRow', typed: false } },
  { ending: /\.parquet$/i, format: { engineFormat: 'Parquet', typed: true } },
]

/** A file on this machine, and what people call it: one that was sent to us lies elsewhere, and its sender must not be told where. */
export interface NamedFile {
  readonly path: string
  readonly name: string
}

/**
 * Format of a file by its ending, held against its first bytes.
 *
 * @throws Failure BAD_REQUEST when it cannot be read, when the ending is unknown, or when the file is not what its name says
 */
export function fileFormat({ path, name }: NamedFile): FileFormat {
  const known = byEnding.find(({ ending }) => ending.test(path))
  if (!known) throw new Failure('BAD_REQUEST', `${name}: unknown kind of file; .csv, .jsonl, .ndjson (each also .gz) and .parquet can be read`)
  const head = firstBytes({ path, name })
  const found = contentOf(head)
  const expected = /\.gz$/i.test(path) ? 'gzip' : known.format.engineFormat === 'Parquet' ? 'Parquet' : 'text'
  if (head.length === 0) throw new Failure('BAD_REQUEST', `${name} is empty`)
  if (found !== expected) throw new Failure('BAD_REQUEST', `${name} is not what its name says: it holds ${found}, not ${expected}; rename it`)
  return known.format
}

function contentOf(head: Buffer): 'gzip' | 'Parquet' | 'binary data' | 'text' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'Parquet'
  return head.includes(0) ? 'binary data' : 'text'
}

function firstBytes({ path, name }: NamedFile): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(4096)
      return head.subarray(0, readSync(file, head, 0, head.length, 0))
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `${name} cannot be read; does it exist, and is it a file?`, { cause })
  }
}
