import { type Delays, type DetectionTask, runDetection } from './detection.ts'
import { type FlightsTask, runFlights } from './flights.ts'
import { type MonthResult, type MonthTask, runMonth } from './months.ts'
import { type Rule, readRules } from './rules.ts'
import { type Asked, readAsked } from './streams.ts'

export type Task = MonthTask | DetectionTask | FlightsTask
export type ResultOf<One extends Task> = One extends DetectionTask ? Delays[] : MonthResult

/** What every task needs, read once a process. */
export interface Tools {
  readonly asked: readonly Asked[]
  readonly rules: readonly Rule[]
}

export const readTools = async (): Promise<Tools> => ({ asked: await readAsked(), rules: await readRules() })

export async function runTask<One extends Task>(task: One, tools: Tools): Promise<ResultOf<One>> {
  return (await resultOf(task, tools)) as ResultOf<One>
}

function resultOf(task: Task, { asked, rules }: Tools): MonthResult | Delays[] | Promise<MonthResult> {
  if (task.kind === 'flights') return runFlights(task, rules)
  return task.kind === 'month' ? runMonth(task, asked, rules) : runDetection(task, asked, rules)
}
