import { existsSync, readFileSync } from 'node:fs'
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { Failure, type SettingSource } from '../../contract/index.ts'

const defaultFile = 'plimsoll.yaml'

/** The file that is read: the one that was named, or the default where it is there; null for none. */
export const fileRead = (path: string | undefined): string | null => path ?? (existsSync(defaultFile) ? defaultFile : null)

/**
 * Reads the configuration file as a source of settings that knows line and column of every key.
 * Without `path` the default file is read if it is there.
 *
 * @throws Failure CONFIG when the file is missing, or is not YAML
 */
export function fileSource(path: string | undefined): SettingSource {
  const file = fileRead(path)
  if (file === null) return { value: {}, where: () => defaultFile }
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false })
  const error = document.errors[0]
  if (error) throw new Failure('CONFIG', `${file}:${position(lines, error.pos[0])}: this is not YAML: ${error.message}`, { cause: error })
  const value = valueOf(document, file)
  if (typeof value !== 'object' || Array.isArray(value)) throw new Failure('CONFIG', `${file}:1:1: the file must be a map of settings`)
  return { value: value as Record<string, unknown>, where: keys => `${file}:${place(document, lines, keys)}` }
}

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch (cause) {
    // Aliases of aliases, which would fill the memory.
    throw new Failure('CONFIG', `${file}: ${cause instanceof Error ? cause.message : 'it cannot be read'}`, { cause })
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Failure('CONFIG', `${file} cannot be read; give an existing file to --config`, { cause })
  }
}

/** Line and column of the deepest key, or item of a list, of the path that the document has. */
function place(document: Document, lines: LineCounter, keys: readonly string[]): string {
  let offset = 0
  for (const [depth, key] of keys.entries()) {
    const parent: unknown = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true)
    const found = isMap(parent) ? parent.items.find(item => String(item.key) === key)?.key : isSeq(parent) ? parent.items[Number(key)] : undefined
    if (!isNode(found)) break
    offset = found.range?.[0] ?? offset
  }
  return position(lines, offset)
}

function position(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${line}:${col}`
}
