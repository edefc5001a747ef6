import { readFile } from 'node:fs/promises'
import { Failure } from '../../contract/index.ts'

export interface EditedDocument {
  readonly hash: string
  readonly columns: unknown
}

const bytesMax = 64 * 2 ** 20

/**
 * A file as a baseline of ours that was edited; null when it is something else.
 *
 * @throws Failure BAD_REQUEST when it cannot be read
 */
export async function editedDocument(file: string): Promise<EditedDocument | null> {
  const text = await textOf(file)
  if (!text.trimStart().startsWith('{')) return null
  const { hash, columns, series } = parsed(text, file)
  return typeof hash === 'string' && Array.isArray(columns) && series !== undefined ? { hash, columns } : null
}

async function textOf(file: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    return bytes.length > bytesMax ? '' : bytes.toString('utf8')
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `${file} cannot be read; does it exist, and is it a file?`, { cause })
  }
}

/** A slip of the pen in a document is told with its place, not taken for a file of an unknown kind. */
function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    // A file of JSON lines, or a text proto, begins with a brace too.
    if (!/^\s*\{\s*"hash"/.test(text)) return {}
    throw new Failure('BAD_REQUEST', `${file} is not JSON any more: ${cause instanceof Error ? cause.message : 'it cannot be read'}`, { cause })
  }
}
