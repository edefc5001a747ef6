import { Failure } from '../../contract/index.ts'
import { firstBytes, isGzip, type NamedFile } from './file-head.ts'

export interface FileFormat {
  /** As the engine calls it. */
  readonly engineFormat: 'CSV' | 'JSONEachRow' | 'Parquet'
  /** Values are texts whose type we decide; Parquet has types of its own. */
  readonly typed: boolean
}

const byEnding: readonly { readonly ending: RegExp; readonly format: FileFormat }[] = [
  { ending: /\.(csv|tsv)(\.gz)?$/i, format: { engineFormat: 'CSV', typed: false } },
  { ending: /\.(jsonl|ndjson)(\.gz)?$/i, format: { engineFormat: 'JSONEachRow', typed: false } },
  { ending: /\.parquet$/i, format: { engineFormat: 'Parquet', typed: true } },
]

/**
 * Format of a file by its ending, held against its first bytes.
 *
 * @throws Failure BAD_REQUEST when it cannot be read, when the ending is unknown, or when the file is not what its name says
 */
export function fileFormat({ path, name }: NamedFile): FileFormat {
  const known = byEnding.find(({ ending }) => ending.test(path))
  if (!known) throw new Failure('BAD_REQUEST', `${name}: unknown kind of file; .csv, .tsv, .jsonl, .ndjson (each also .gz) and .parquet can be read`)
  const head = firstBytes({ path, name })
  const found = contentOf(head)
  const expected = /\.gz$/i.test(path) ? 'gzip' : known.format.engineFormat === 'Parquet' ? 'Parquet' : 'text'
  if (head.length === 0) throw new Failure('BAD_REQUEST', `${name} is empty`)
  if (found !== expected)
    throw new Failure(
      'BAD_REQUEST',
      `${name} is not what its name says: it holds ${found}, not ${expected}; ${found === 'UTF-16 text' ? 'save it as UTF-8' : 'rename it'}`,
    )
  return known.format
}

function contentOf(head: Buffer): 'gzip' | 'Parquet' | 'UTF-16 text' | 'binary data' | 'text' {
  if (isGzip(head)) return 'gzip'
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'Parquet'
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'UTF-16 text'
  return head.includes(0) ? 'binary data' : 'text'
}
