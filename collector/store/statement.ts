import type { Param, Params, ReadLimits } from './engine.ts'

/**
 * A read with its format and limits. The clause after FORMAT stands beside one that the statement brings itself, and belongs to this statement alone:
 * settings handed to the client would stay on an embedded connection for good.
 */
export function readStatement(sql: string, limits: ReadLimits, threadsMax: number): string {
  const settings = {
    max_execution_time: limits.seconds,
    max_result_rows: limits.rowsMax,
    max_result_bytes: limits.memoryBytesMax,
    result_overflow_mode: "'throw'",
    max_memory_usage: limits.memoryBytesMax,
    max_threads: threadsMax,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_array_of_rows: 1,
    output_format_json_escape_forward_slashes: 0,
  }
  return `${sql}\nFORMAT JSONEachRow SETTINGS ${clause(settings)}`
}

const insertHead = /^\s*INSERT\s+INTO\s+(?!FUNCTION\b)[\w.]+(\s*\([^)]*\))?/i

/** An INSERT … SELECT with its limits, which stand after the table so that the SELECT may bring settings too. DDL stays as it is (there, SETTINGS are the table's), and so does an insert into a table function. */
export function writeStatement(sql: string, secondsMax: number, threadsMax: number): string {
  const head = insertHead.exec(sql)?.[0]
  if (head === undefined) return sql
  return `${head} SETTINGS ${clause({ max_execution_time: secondsMax, max_threads: threadsMax, max_partitions_per_insert_block: 0 })}${sql.slice(head.length)}`
}

/** Settings of an insert of a block. A server would collect small inserts and swallow a block that equals an earlier one; both are ours to decide. */
export function insertSettings(secondsMax: number, token: string | undefined): string {
  const known = token === undefined ? { insert_deduplicate: 0 } : { insert_deduplicate: 1, insert_deduplication_token: quoted(token) }
  return clause({ async_insert: 0, max_execution_time: secondsMax, ...known })
}

const clause = (settings: Readonly<Record<string, number | string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')

/** A text of ours as a literal: paths and tokens. Foreign values are bound instead. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Values as both roads bind them: the embedded one refuses numbers that are not finite or whole beyond 2^53, and a boolean for UInt8. */
export const boundParams = (params: Params): Record<string, Param> => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, bound(value)]))

function bound(value: Param): Param {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'number') return value
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return String(value)
  return value
}
