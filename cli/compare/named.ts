import type { FileLoad } from '../../collector/store/store.ts'
import { Failure } from '../../contract/index.ts'
import { type OutputWishes, withRoles } from '../backtest/outputs.ts'
import { pairColumn } from './loaded-tables.ts'
import type { Plan, PlannedColumn } from './plan.ts'

/** Columns that are told by an option what they are. */
export interface Named {
  readonly outputs: OutputWishes
  readonly segments: readonly string[]
  /** Rows that a row stands for. */
  readonly weight: string | null
  /** What rows of both files are paired by. */
  readonly pair: string | null
  /** Event time, by which rows are put in order. */
  readonly time: string | null
  /** Seconds since 1970: when the newest row should have been fresh. */
  readonly now: number | null
}

export const namedColumns = ({ outputs: { score, prediction, label }, segments, weight }: Named): string[] =>
  [score, prediction, label, ...segments, weight].filter(name => name !== null)

/** Columns that put rows in order or in pairs: of them only whether a value is there is judged. */
export const orderingColumns = ({ pair, time }: Named): string[] => [pair, time].filter(name => name !== null)

/** A plan whose columns have their roles, and those that performance is judged with. */
export interface RolePlan extends Plan {
  readonly judgedWith: readonly PlannedColumn[]
}

/**
 * Gives columns their roles. The label is judged as an output is: its drift is that of the truth. A predicted number beside no score is one.
 * Weights and times are no news, and of what rows are paired by only whether it is there is judged.
 *
 * @throws Failure CONFIG for a score or weight that is no number, or a column that is ignored
 */
export function rolesOf(plan: Plan, named: Named): RolePlan {
  const { outputs, weight, pair, time } = named
  refuseOneSided(plan, named)
  const weights = plan.columns.find(({ name }) => name === weight)
  if (weights && weights.type !== 'numeric') throw new Failure('CONFIG', `--weight ${weights.name}: a weight is a number, but ${weights.reason}`)
  if (weight !== null && !weights) throw new Failure('CONFIG', `--weight ${weight}: the reference has no such column that is not ignored`)
  const told = withRoles(plan.columns, outputs)
  const columns = told.map((column): PlannedColumn => (column.name === outputs.label ? { ...column, side: 'output', role: 'output' } : column))
  const judgedWith = columns.filter(({ name }) => [outputs.score, outputs.prediction, outputs.label].includes(name))
  const judged = columns
    .filter(({ name }) => name !== weight && name !== time)
    .map(column => (column.name === pair ? ({ ...column, type: 'category', presenceOnly: true } as const) : column))
  if (judged.length === 0) throw new Failure('BAD_REQUEST', 'no column is left to compare')
  return { ...plan, columns: judged, judgedWith }
}

/** Columns of both files, or there is nothing to pair and to order. */
function refuseOneSided({ before, after }: Plan, { pair, time }: Named): void {
  if (pair !== null && pair === time) throw new Failure('CONFIG', '--pair and --time name two different columns')
  for (const [option, name] of [['--pair', pair] as const, ['--time', time] as const]) {
    for (const [side, columns] of [['reference', before] as const, ['current file', after] as const]) {
      if (name !== null && !columns.some(column => column.name === name))
        throw new Failure('BAD_REQUEST', `${option} ${name}: the ${side} has no such column that is not ignored`)
    }
  }
}

const loaded = ({ name, physical, type, presenceOnly, sql }: PlannedColumn): FileLoad['columns'][number] => ({
  name,
  physical,
  type,
  // What is worked out of texts needs them.
  presenceOnly: presenceOnly && sql === undefined,
})

/** Columns by which rows are split, as texts beside what else they are. */
export const segmentColumns = ({ segments }: Named): { readonly name: string; readonly physical: string }[] =>
  segments.map((name, index) => ({ name, physical: `s_${index + 1}` }))

/** What is loaded with some columns: all that rows are split, weighed and judged by. */
export function loadedColumns(part: readonly PlannedColumn[], { judgedWith }: RolePlan, named: Named): FileLoad['columns'] {
  const outputs = judgedWith.filter(({ physical }) => !part.some(one => one.physical === physical))
  const split = segmentColumns(named).map(column => ({ ...column, type: 'category' }) as const)
  const weight = named.weight === null ? [] : [{ name: named.weight, physical: 'weight', type: 'numeric' } as const]
  const pair = named.pair === null ? [] : [{ name: named.pair, physical: pairColumn, type: 'category' } as const]
  return [...[...part, ...outputs].map(loaded), ...split, ...weight, ...pair]
}
