import { type Delays, type DetectionTask, runDetection } from './detection.ts'
import { type MonthResult, type MonthTask, runMonth } from './months.ts'
import { type Rule, readRules } from './rules.ts'
import { type Asked, readAsked } from './streams.ts'

export type Task = MonthTask | DetectionTask
export type ResultOf<One extends Task> = One extends MonthTask ? MonthResult : Delays[]

/** What every task needs, read once a process. */
export interface Tools {
  readonly asked: readonly Asked[]
  readonly rules: readonly Rule[]
}

export const readTools = async (): Promise<Tools> => ({ asked: await readAsked(), rules: await readRules() })

export function runTask<One extends Task>(task: One, { asked, rules }: Tools): ResultOf<One> {
  return (task.kind === 'month' ? runMonth(task, asked, rules) : runDetection(task, asked, rules)) as ResultOf<One>
}
