import type { FileLoad } from '../../collector/store/store.ts'
import { Failure } from '../../contract/index.ts'
import { type OutputWishes, withRoles } from '../backtest/outputs.ts'
import type { Plan, PlannedColumn } from './plan.ts'

/** Columns that are told by an option what they are. */
export interface Named {
  readonly outputs: OutputWishes
  readonly segments: readonly string[]
  /** Rows that a row stands for. */
  readonly weight: string | null
}

export const namedColumns = ({ outputs: { score, prediction, label }, segments, weight }: Named): string[] =>
  [score, prediction, label, ...segments, weight].filter(name => name !== null)

/** A plan whose columns have their roles, and those that performance is judged with. */
export interface RolePlan extends Plan {
  readonly judgedWith: readonly PlannedColumn[]
}

/**
 * Gives columns their roles. The label is judged as an output is: its drift is that of the truth. A predicted number beside no score is one.
 * Weights are no news.
 *
 * @throws Failure CONFIG for a score or weight that is no number, or a column that is ignored
 */
export function rolesOf(plan: Plan, { outputs, weight }: Named): RolePlan {
  const weights = plan.columns.find(({ name }) => name === weight)
  if (weights && weights.type !== 'numeric') throw new Failure('CONFIG', `--weight ${weights.name}: a weight is a number, but ${weights.reason}`)
  if (weight !== null && !weights) throw new Failure('CONFIG', `--weight ${weight}: the reference has no such column that is not ignored`)
  const told = withRoles(plan.columns, outputs)
  const columns = told.map((column): PlannedColumn => (column.name === outputs.label ? { ...column, side: 'output', role: 'output' } : column))
  const judgedWith = columns.filter(({ name }) => [outputs.score, outputs.prediction, outputs.label].includes(name))
  const judged = columns.filter(({ name }) => name !== weight)
  if (judged.length === 0) throw new Failure('BAD_REQUEST', 'no column is left to compare')
  return { ...plan, columns: judged, judgedWith }
}

const loaded = ({ name, physical, type, presenceOnly }: PlannedColumn): FileLoad['columns'][number] => ({ name, physical, type, presenceOnly })

/** Columns by which rows are split, as texts beside what else they are. */
export const segmentColumns = ({ segments }: Named): { readonly name: string; readonly physical: string }[] =>
  segments.map((name, index) => ({ name, physical: `s_${index + 1}` }))

/** What is loaded with some columns: all that rows are split, weighed and judged by. */
export function loadedColumns(part: readonly PlannedColumn[], { judgedWith }: RolePlan, named: Named): FileLoad['columns'] {
  const outputs = judgedWith.filter(({ physical }) => !part.some(one => one.physical === physical))
  const split = segmentColumns(named).map(column => ({ ...column, type: 'category' }) as const)
  const weight = named.weight === null ? [] : [{ name: named.weight, physical: 'weight', type: 'numeric' } as const]
  return [...[...part, ...outputs].map(loaded), ...split, ...weight]
}
