import type { ColumnSide } from '../../contract/index.ts'
import type { BlockColumn } from '../store/store.ts'

export interface SpilledValue {
  readonly side: ColumnSide
  /** As the sender calls it. */
  readonly name: string
  readonly value: unknown
}

/** Values that have no place in a column: kept by row, by the sender's names, as JSON. A name that is there already gets its side before it: `output x`. */
export interface Spill {
  /** @param wrong  the column exists and the value is not of its type, which is what `quality/type` counts */
  add(row: number, spilled: SpilledValue, wrong: boolean): void
  /** Values of the wrong type so far. */
  readonly wrongValues: number
  /** No columns at all where nothing spilled. */
  finish(): BlockColumn[]
}

const none: readonly never[] = []

export function newSpill(rows: number): Spill {
  const values = new Map<number, Map<string, string>>()
  const wrongNames = new Map<number, string[]>()
  let wrongValues = 0
  return {
    add(row, { side, name, value }, wrong) {
      const ofRow = entryOf(values, row, () => new Map<string, string>())
      ofRow.set(freeName(ofRow, side, name), toJson(value))
      if (!wrong) return
      wrongValues += 1
      entryOf(wrongNames, row, () => []).push(name)
    },
    get wrongValues() {
      return wrongValues
    },
    finish: () => [
      ...(values.size > 0 ? [{ name: 'spill', type: 'Map(String, String)', values: byRow(values, rows) }] : []),
      ...(wrongNames.size > 0 ? [{ name: 'wrong', type: 'Array(String)', values: byRow(wrongNames, rows) }] : []),
    ],
  }
}

function entryOf<Entry>(entries: Map<number, Entry>, row: number, create: () => Entry): Entry {
  const known = entries.get(row)
  if (known !== undefined) return known
  const entry = create()
  entries.set(row, entry)
  return entry
}

function freeName(taken: ReadonlyMap<string, string>, side: ColumnSide, name: string): string {
  let free = name
  while (taken.has(free)) free = `${side} ${free}`
  return free
}

const byRow = (found: ReadonlyMap<number, unknown>, rows: number): unknown[] => Array.from({ length: rows }, (_, row) => found.get(row) ?? none)

/** JSON with what JSON lacks as text: NaN, infinities, long integers, bytes in base64. */
export const toJson = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => plain(inner))

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  return value
}
