/** Names and types that are ours. What users call things never stands here: it is data in rows. */
export interface Table {
  readonly name: string
  /** Name to type, codec and default included, in the order of the table. */
  readonly columns: Readonly<Record<string, string>>
  /** Plain; `table-ddl.ts` makes the variant that a store needs. */
  readonly engine: 'MergeTree' | `ReplacingMergeTree(${string})`
  readonly partitionBy?: string
  readonly orderBy: string
  /** Name of a skip index to its expression and type. */
  readonly indexes?: Readonly<Record<string, string>>
  /** Beside those that make an insert durable, which every table has. */
  readonly settings?: Readonly<Record<string, number | string>>
}

/**
 * Declares a table. One file of `tables/` a table, named as the table, default export: the folder is a registry, and a table
 * that is missing in a store is created when it is opened. To change a table that exists, add a migration as well.
 *
 * This file is not in `tables/`, so that everything there is an entry.
 */
export const defineTable = (table: Table): Table => Object.freeze(table)
