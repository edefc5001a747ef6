import type { BlockColumn } from '../store/store.ts'

/** Values that have no place in a column: kept by row, by the sender's names, as JSON. */
export interface Spill {
  /** @param wrong  the column exists and the value is not of its type, which is what `quality/type` counts */
  add(row: number, name: string, value: unknown, wrong: boolean): void
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
    add(row, name, value, wrong) {
      const map = values.get(row) ?? new Map<string, string>()
      values.set(row, map.set(map.has(name) ? `output ${name}` : name, toJson(value)))
      if (!wrong) return
      wrongValues += 1
      wrongNames.set(row, [...(wrongNames.get(row) ?? none), name])
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

const byRow = (found: ReadonlyMap<number, unknown>, rows: number): unknown[] => Array.from({ length: rows }, (_, row) => found.get(row) ?? none)

/** JSON with what JSON lacks as text: NaN, infinities, long integers, bytes in base64. */
const toJson = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => plain(inner))

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  return value
}
