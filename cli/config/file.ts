import { existsSync, readFileSync } from 'node:fs'
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import { Failure, type SettingSource } from '../../contract/index.ts'

const defaultFile = 'plimsoll.yaml'

/**
 * Reads the configuration file as a source of settings that knows line and column of every key.
 * Without `path` the default file is read if it is there.
 *
 * @throws Failure CONFIG when the file is missing, or is not YAML
 */
export function fileSource(path: string | undefined): SettingSource {
  const file = path ?? defaultFile
  if (path === undefined && !existsSync(file)) return { value: {}, where: () => file }
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: true })
  const error = document.errors[0]
  if (error) throw new Failure('CONFIG', `${file}: ${error.message.split('\n')[0]}`, { cause: error })
  const value: unknown = document.toJS() ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new Failure('CONFIG', `${file}:1:1: the file must be a map of settings`)
  return { value: value as Record<string, unknown>, where: keys => `${file}:${place(document, lines, keys)}` }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Failure('CONFIG', `${file} cannot be read; give an existing file to --config`, { cause })
  }
}

/** Line and column of the deepest key of the path that the document has. */
function place(document: Document, lines: LineCounter, keys: readonly string[]): string {
  let offset = 0
  for (const [depth, key] of keys.entries()) {
    const parent: unknown = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true)
    if (!isMap(parent)) break
    const pair = parent.items.find(item => String(item.key) === key)
    if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset
  }
  const { line, col } = lines.linePos(offset)
  return `${line}:${col}`
}
