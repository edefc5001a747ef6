import { type ModelSchema, minuteMs } from '../../contract/index.ts'
import type { Cut, Names } from '../store/store.ts'
import { cutOf, type GridPlan, paneSchema } from './grid.ts'
import { floorTo, type Span } from './schedule.ts'

/** The rows of one schema, and how far their panes are. Lives in memory; all of it can be found again in the store. */
export interface Source {
  /** As the store has it, and as its panes have it: with derived columns. */
  readonly stored: ModelSchema
  schema: ModelSchema
  plan: GridPlan
  cut: Cut
  names: Names
  /** Starts of minutes and of hours with rows that may not be in their panes, milliseconds. */
  readonly minutes: Set<number>
  readonly hours: Set<number>
  /** Event time of its oldest and newest row; null before the first. */
  firstMs: number | null
  newestMs: number | null
  /** Receipt of the newest row known. */
  receivedMs: number
  rows: number
}

export const emptySource = (stored: ModelSchema, plan: GridPlan): Source => ({
  stored,
  ...cutBy(stored, plan),
  names: new Map(),
  minutes: new Set(),
  hours: new Set(),
  firstMs: null,
  newestMs: null,
  receivedMs: 0,
  rows: 0,
})

function cutBy(stored: ModelSchema, plan: GridPlan): Pick<Source, 'schema' | 'plan' | 'cut'> {
  const schema = paneSchema(stored, plan)
  return { schema, plan, cut: cutOf(plan, schema) }
}

/** Cuts the panes of a source anew. */
export function useGrid(source: Source, plan: GridPlan): void {
  Object.assign(source, cutBy(source.stored, plan))
}

/** The same rows under what the store says of them now. */
export const storedAnew = (source: Source, stored: ModelSchema): Source => ({ ...source, stored, schema: paneSchema(stored, source.plan) })

/** All rows of a source: a file without event time has them at the moment it was read. None before the first. */
export const wholeSpans = ({ firstMs, newestMs }: Source): Span[] =>
  firstMs === null || newestMs === null ? [] : [{ fromMs: floorTo(firstMs, minuteMs), toMs: floorTo(newestMs, minuteMs) + minuteMs }]

/** May a source have rows in a span? */
export const overlaps = ({ firstMs, newestMs }: Source, span: Span): boolean =>
  firstMs !== null && newestMs !== null && firstMs < span.toMs && newestMs >= span.fromMs
