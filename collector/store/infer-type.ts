import { type ColumnType, limits, type Values } from '../../contract/index.ts'

/** Type of a column and why; null when no value tells. */
export interface InferredType {
  readonly type: ColumnType | null
  readonly reason: string
  /** Most values are lists of numbers. */
  readonly vectors?: true
}

const looked = 1000

/** A list of numbers, as an embedding is; its numbers may be null, never texts or lists. */
const isVector = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= limits.vectorNumbersMax && value.every(isNumberOrNull) && value.some(one => one !== null)
const isNumberOrNull = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint' || value === null

/** What one value speaks for: other lists and objects for nothing, integers that a double would round for a category. */
export function kindOf(value: unknown): ColumnType | 'vector' | null {
  if (typeof value === 'number') return 'numeric'
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? 'numeric' : 'category'
  if (typeof value === 'string' || typeof value === 'boolean') return 'category'
  return isVector(value) ? 'vector' : null
}

/** The majority of the first values that are present; a tie is a category, which can hold both. */
export function inferType(values: Values): InferredType {
  const kinds = values
    .filter(value => value !== null && value !== undefined)
    .slice(0, looked)
    .map(kindOf)
    .filter(kind => kind !== null)
  if (kinds.length === 0) return { type: null, reason: 'no value seen yet, taken for numbers' }
  if (kinds.filter(kind => kind === 'vector').length * 2 > kinds.length) return { type: 'category', vectors: true, reason: 'first values are lists of numbers' }
  const count = kinds.filter(kind => kind === 'numeric').length
  if (count === kinds.length) return { type: 'numeric', reason: 'first values are numbers' }
  if (count === 0) return { type: 'category', reason: 'first values are texts' }
  return { type: count * 2 > kinds.length ? 'numeric' : 'category', reason: `${count} of the first ${kinds.length} values are numbers` }
}
