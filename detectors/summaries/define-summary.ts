import type { Column, RowSummaries, Summary } from '../../contract/index.ts'
import type { RowsRequest } from './rows-select.ts'
import type { Statement } from './statement.ts'

type RowKind = keyof RowSummaries

/** What is known of the baseline before its rows are read for a kind: its columns, and the summaries of kinds that come before. */
export interface Known {
  readonly columns: readonly Column[]
  /** By kind, then by column name (`*` for the whole table). */
  readonly baseline: ReadonlyMap<string, ReadonlyMap<string, Summary>>
  readonly seed: number
  /** Rows that the model was trained on, for kinds that pair them with those served: a table of ours, and its columns. */
  readonly offline?: { readonly table: string; readonly columns: readonly Column[] }
}

/**
 * How one kind of summary is made from rows: a statement in the engine, and a merge. What both sides of a comparison must
 * share (centres, directions, a vocabulary) is a plan, learned once from the baseline and kept with it as JSON.
 */
export interface RowSummary<Kind extends RowKind = RowKind, Plan = unknown, Line = unknown> {
  /** Its kind, and its file in the folder. */
  readonly name: Kind
  readonly about: 'column' | 'table'
  /** Kinds whose summaries of the baseline the plan is learned from. */
  readonly after: readonly string[]
  /** Columns that it is made of; one that takes none makes no summary. */
  takes(column: Column): boolean
  /** @returns null when the baseline has nothing that it could be made of */
  plan(known: Known): Plan | null
  /** Statements over the rows of a request, each line a `Line`. */
  select(request: RowsRequest, plan: Plan): readonly Statement[]
  /** @returns summaries by physical column, or one under `*` */
  read(lines: readonly (readonly Line[])[], plan: Plan): ReadonlyMap<string, RowSummaries[Kind]>
  merge(a: RowSummaries[Kind], b: RowSummaries[Kind]): RowSummaries[Kind]
}

export const defineSummary = <Kind extends RowKind, Plan, Line>(summary: RowSummary<Kind, Plan, Line>): RowSummary<Kind, Plan, Line> => Object.freeze(summary)
