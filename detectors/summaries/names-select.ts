import { type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import { summarised } from './pane-source.ts'
import type { Statement } from './statement.ts'
import { valueSql } from './value-sql.ts'

/** Writes the texts behind the hashes of a span's categories that are not yet known. Null when the model has no category. */
export function nameInsert(schema: ModelSchema, from: number, to: number): Statement | null {
  const columns = summarised(schema, 'category')
  if (columns.length === 0) return null
  const pairs = columns.map(column => `('${column.physical}', toString(${valueSql(column)}))`).join(', ')
  return {
    sql: `INSERT INTO ${tables.names} (schema, col, key, name)
SELECT ${schema.number}, t.1 col, cityHash64(t.2) key, t.2 name FROM ${rowTable(schema)} ARRAY JOIN [${pairs}] AS t
WHERE ts >= fromUnixTimestamp(${from}) AND ts < fromUnixTimestamp(${to}) AND (col, key) NOT IN (SELECT col, key FROM ${tables.names} WHERE schema = ${schema.number})
GROUP BY col, name`,
    params: {},
  }
}

/** Texts that are known: lines `{ col, key, name }`, the key in decimal. */
export const nameRead = ({ number }: Pick<ModelSchema, 'number'>): Statement => ({
  sql: `SELECT DISTINCT col, toString(key) key, name FROM ${tables.names} WHERE schema = ${number}`,
  params: {},
})
