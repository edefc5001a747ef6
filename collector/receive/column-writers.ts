import type { Column } from '../../contract/index.ts'
import { absentBits, absentText, type BlockColumn } from '../store/store.ts'
import { toJson } from './spill.ts'

/** One column of a block while it is filled. Rows that nobody sets are missing. */
export interface ColumnWriter {
  readonly column: Column
  /** Sets one row. @returns false when the value is of the wrong type, which the row then says */
  set(row: number, value: unknown): boolean
  finish(): BlockColumn
}

export const newWriter = (column: Column, rows: number): ColumnWriter => (column.type === 'numeric' ? newNumbers(column, rows) : newTexts(column, rows))

/** NaN without a message: the bits beside it say "missing" and "wrong", so a sender's own bits must not get in. */
const plainNaN = 0x7ff8000000000000n

function newNumbers(column: Column, rows: number): ColumnWriter {
  const values = new Float64Array(rows)
  const bits = new BigUint64Array(values.buffer).fill(absentBits.missing)
  return {
    column,
    set(row, value) {
      if (typeof value === 'number') {
        if (Number.isNaN(value)) bits[row] = plainNaN
        else values[row] = value
      } else if (typeof value === 'bigint') values[row] = Number(value)
      else if (value !== null && value !== undefined) {
        bits[row] = absentBits.wrong
        return false
      }
      return true
    },
    finish: () => ({ name: column.physical, type: 'Float64', values }),
  }
}

const missing = 0
const wrong = 1

function newTexts(column: Column, rows: number): ColumnWriter {
  const codes = new Uint32Array(rows)
  const dictionary: string[] = [absentText.missing, absentText.wrong]
  const known = new Map<string, number>()
  const codeOf = (text: string): number => {
    const code = known.get(text)
    if (code !== undefined) return code
    known.set(text, dictionary.length)
    return dictionary.push(text) - 1
  }
  return {
    column,
    set(row, value) {
      const text = column.vectors ? vectorText(value) : textOf(value)
      codes[row] = text === null ? missing : text === undefined ? wrong : codeOf(text)
      return text !== undefined
    },
    finish: () => ({ name: column.physical, type: 'LowCardinality(String)', values: codes, dictionary }),
  }
}

/**
 * Text of a category: numbers and booleans are categories too. Null for a missing value, as which a NaN counts here, because
 * data frames have no other; undefined for vectors, objects and texts with NUL, with which tables mark what is not there.
 */
function textOf(value: unknown): string | null | undefined {
  if (typeof value === 'string') return value.includes('\0') ? undefined : value
  if (value === null || value === undefined || Number.isNaN(value)) return null
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined
}

/** A vector as JSON; one that came as text stays as it is. A single number is none, and neither is a list of lists. */
function vectorText(value: unknown): string | null | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return undefined
  if (!Array.isArray(value)) return textOf(value)
  return value.every(one => one === null || typeof one === 'number' || typeof one === 'bigint') ? toJson(value) : undefined
}
