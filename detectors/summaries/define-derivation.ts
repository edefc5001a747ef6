import type { ColumnContent, ColumnType } from '../../contract/index.ts'

/** One thing that is said of every value of a column of texts or vectors. One file in `derived/`, default export; a column of its own in panes. */
export interface Derivation {
  /** Its file, and what follows the point in the column's name. */
  readonly name: string
  readonly of: 'text' | 'embedding'
  readonly type: ColumnType
  /** What the column holds. */
  readonly content: ColumnContent
  /** What it says of a value, as "characters of a text". */
  readonly reason: string
  /**
   * Its expression in the engine. A value that is absent is handled outside: whatever comes out for it is not looked at.
   *
   * @param value    expression of the value as text
   * @param learned  what `learn` found in the baseline
   */
  sql(value: string, learned: readonly number[]): string
  /**
   * Present where something of the baseline is needed: a statement that gives it in one row, `numbers`, a list that is empty where there is nothing to learn.
   *
   * @param from  a table of one column, `value`
   */
  readonly learn?: (from: string) => string
}

export const defineDerivation = (derivation: Derivation): Derivation => Object.freeze(derivation)
