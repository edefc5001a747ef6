import type { ModelSchema } from '../../contract/index.ts'
import type { Cut, Names } from '../store/store.ts'
import type { GridPlan } from './grid.ts'

/** The rows of one schema, and how far their panes are. Lives in memory; all of it can be found again in the store. */
export interface Source {
  readonly schema: ModelSchema
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

export const emptySource = (schema: ModelSchema, plan: GridPlan): Source => ({
  schema,
  cut: cutOf(plan),
  names: new Map(),
  minutes: new Set(),
  hours: new Set(),
  firstMs: null,
  newestMs: null,
  receivedMs: 0,
  rows: 0,
})

export const cutOf = (plan: GridPlan): Cut => ({
  number: plan.number,
  grids: new Map(plan.numbers.map(([physical, center, scale]) => [physical, { center, scale }])),
  segments: new Map(plan.segments),
})
