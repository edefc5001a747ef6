import { Failure, readRegistry } from '../../contract/index.ts'
import type { Import, Imported } from './define-import.ts'

const readImports = (): Promise<ReadonlyMap<string, Import>> => readRegistry<Import>(new URL('./imports/', import.meta.url))

/**
 * What a file of another tool says of columns.
 *
 * @param said  the kind of file, where its content is not to be asked
 * @throws Failure UNSUPPORTED_MEDIA for a file that no import recognises, BAD_REQUEST for a kind that does not exist or a file that is not of its kind
 */
export async function readImport(
  text: string,
  said: { readonly file: string; readonly format?: string | undefined },
): Promise<{ readonly format: string; readonly imported: Imported }> {
  const imports = await readImports()
  const known = [...imports.values()].map(({ name, summary }) => `${name} (${summary})`).join(', ')
  const found = said.format === undefined ? [...imports.values()].find(one => one.recognises(text)) : imports.get(said.format)
  if (found) return { format: found.name, imported: found.read(text) }
  if (said.format !== undefined) throw new Failure('BAD_REQUEST', `Unknown format ${said.format}; there is: ${known}`)
  throw new Failure(
    'UNSUPPORTED_MEDIA',
    `${said.file} is no file that a baseline can be learned from: .csv, .jsonl, .ndjson (also .gz) and .parquet hold rows; of columns these tell: ${known}`,
  )
}
