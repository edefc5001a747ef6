import type { Engine } from './engine.ts'
import { type FileSource, named, readingOf, tableOf, textOf } from './file-source.ts'
import type { FileColumn } from './file-table.ts'

/** Rows that tell enough to leave a column out. */
const rowsMax = 1_000
const columnsAtOnce = 200
/** No number is a time of this century that is smaller, in any unit. */
const smallest = 946_684_800

/** Columns of numbers whose first thousand values are all whole and large enough to tell moments since the year 2000. */
export async function largeNumbers(engine: Engine, source: FileSource, columns: readonly FileColumn[]): Promise<ReadonlySet<string>> {
  const fields = new Map(source.fields.map(field => [field.name, field]))
  // Of a file with types only whole numbers of 32 bits and more can.
  const open = columns.flatMap(({ name, type }) => {
    const field = fields.get(name)
    return field && type === 'numeric' && (!source.format.typed || /Int(32|64)/.test(field.type)) ? [field] : []
  })
  const found = new Set<string>()
  for (let from = 0; from < open.length; from += columnsAtOnce) {
    const part = open.slice(from, from + columnsAtOnce)
    const values = part.map((field, index) => `(toUInt16(${index}), toFloat64OrNull(ifNull(${textOf(source, field)}, '')))`)
    const rows = await named(
      source,
      engine.read<{ k: number }>(
        `SELECT t.1 k FROM (SELECT [${values.join(', ')}] pairs FROM ${tableOf(source, new Set(part.map(({ field }) => field)))} LIMIT ${rowsMax}) ARRAY JOIN pairs AS t
        GROUP BY k HAVING min(t.2) >= ${smallest} AND countIf(t.2 != floor(t.2)) = 0 ${readingOf(source)}`,
      ),
    )
    for (const { k } of rows) found.add(part[k]?.name ?? '')
  }
  return found
}
