import { type ColumnContent, Failure } from '../../contract/index.ts'
import type { Constraints } from './constraints.ts'

/** What a file says of the values of a column. */
export type Distribution =
  | {
      readonly kind: 'numeric'
      /**
       * Ascending, with the rows of each. Of buckets the upper ends: cells that are cut right-closed at them hold exactly those rows. Of a sample its
       * values.
       */
      readonly values: readonly number[]
      readonly counts: readonly number[]
      /** Widest bucket, in the unit of the column; 0 where the values are a sample. */
      readonly resolution: number
      readonly lo: number
      readonly hi: number
      readonly mean: number | null
      readonly deviation: number | null
    }
  | { readonly kind: 'category'; readonly counts: readonly (readonly [value: string, rows: number])[]; readonly distinct: number }

export interface ImportedColumn {
  readonly name: string
  /** Null where the file leaves it open. */
  readonly content: ColumnContent | null
  /** Their origin is `imported`. */
  readonly constraints: Constraints
  /** Rows that have a value and rows that have none. */
  readonly rows?: { readonly present: number; readonly missing: number }
  readonly distribution?: Distribution
}

export interface Imported {
  readonly columns: readonly ImportedColumn[]
  /** What the file says and we do not take over, each a sentence. */
  readonly notes: readonly string[]
}

/** A kind of file that describes columns without their rows. One file a kind in `imports/`. */
export interface Import {
  readonly name: string
  readonly summary: string
  /** Is a text of this kind? Cheap, and never throws. */
  recognises(text: string): boolean
  /** @throws Failure BAD_REQUEST that says what is missing or wrong */
  read(text: string): Imported
}

export const defineImport = (one: Import): Import => Object.freeze(one)

/** A tree of foreign JSON or YAML: asked by name, never walked into a prototype. */
export type Tree = Readonly<Record<string, unknown>>

export const asTree = (value: unknown): Tree => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {})
export const field = (tree: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inside, key) => (Object.hasOwn(asTree(inside), key) ? asTree(inside)[key] : undefined), tree)
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** A JSON text as a tree; null when it is none. */
export function jsonTree(source: string): Tree | null {
  try {
    const value = JSON.parse(source) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : null
  } catch {
    // Whoever asks only wants to know whether it is one; what it is instead, another kind of file may say.
    return null
  }
}

/** @throws Failure BAD_REQUEST when the text is no JSON object */
export function jsonOf(source: string): Tree {
  const tree = jsonTree(source)
  if (!tree) throw new Failure('BAD_REQUEST', 'The file is not a JSON object')
  return tree
}
