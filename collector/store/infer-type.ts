import type { ColumnType, Values } from '../../contract/index.ts'

/** Type of a column and why; null when no value tells. */
export interface InferredType {
  readonly type: ColumnType | null
  readonly reason: string
}

const looked = 1000

/** What one value speaks for: vectors and objects for nothing, integers that a double would round for a category. */
export function kindOf(value: unknown): ColumnType | null {
  if (typeof value === 'number') return 'numeric'
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? 'numeric' : 'category'
  return typeof value === 'string' || typeof value === 'boolean' ? 'category' : null
}

/** The majority of the first values that are present; a tie is a category, which can hold both. */
export function inferType(values: Values): InferredType {
  const kinds = values
    .filter(value => value !== null && value !== undefined)
    .slice(0, looked)
    .map(kindOf)
    .filter(kind => kind !== null)
  if (kinds.length === 0) return { type: null, reason: 'no value seen yet, taken for numbers' }
  const count = kinds.filter(kind => kind === 'numeric').length
  if (count === kinds.length) return { type: 'numeric', reason: 'first values are numbers' }
  if (count === 0) return { type: 'category', reason: 'first values are texts' }
  return { type: count * 2 > kinds.length ? 'numeric' : 'category', reason: `${count} of the first ${kinds.length} values are numbers` }
}
