import type { SequentialState } from '../../../contract/index.ts'
import { floorTo, type Span } from '../schedule.ts'
import type { SequentialPlan } from './plan.ts'

/** The state after all values that begin before a moment. */
interface Mark {
  readonly atMs: number
  readonly state: SequentialState
}

/** A value that raised an alarm. */
export interface FoundChange {
  readonly atMs: number
  readonly statistic: number
  readonly threshold: number
  readonly direction: 'up' | 'down' | 'other'
}

/** How far a sequence was folded. Plain JSON, so that it outlives the process. */
export interface SequentialProgress {
  readonly made: string
  /** Earlier states, oldest first: what late news is folded again from. */
  readonly marks: readonly Mark[]
  readonly head: Mark
  readonly changes: readonly FoundChange[]
  /** Since when there is enough to judge by; null while there is not. */
  readonly learnedMs: number | null
}

/** Values of one step, by its start; a step without rows has none. */
export interface Step {
  readonly startMs: number
  readonly values: Float64Array
}
export type StepsOf = (span: Span) => Iterable<Step>

export function startProgress({ detector, settings, made }: SequentialPlan, atMs: number): SequentialProgress {
  const head = { atMs, state: detector.start(settings) }
  return { made, marks: [head], head, changes: [], learnedMs: null }
}

/** Folds on to a moment. In whatever pieces this is done, it ends in the same place. */
export function advance(plan: SequentialPlan, progress: SequentialProgress, stepsOf: StepsOf, toMs: number): SequentialProgress {
  let { head, learnedMs } = progress
  const [marks, changes] = [[...progress.marks], [...progress.changes]]
  while (head.atMs < toMs) {
    const span = { fromMs: head.atMs, toMs: Math.min(toMs, floorTo(head.atMs, plan.markMs) + plan.markMs) }
    const folded = foldSpan(plan, head.state, stepsOf(span))
    changes.push(...folded.changes)
    learnedMs ??= folded.learnedMs
    head = { atMs: span.toMs, state: folded.state }
    if (span.toMs % plan.markMs === 0) marks.push(head)
  }
  return { ...progress, marks, head, changes, learnedMs }
}

type Folded = { readonly state: SequentialState } & Pick<SequentialProgress, 'changes' | 'learnedMs'>

function foldSpan({ detector, settings, stepMs, learnRows }: SequentialPlan, state: SequentialState, steps: Iterable<Step>): Folded {
  const taken = [...steps]
  // Where the values of each step end among all of them.
  let length = 0
  const ends = taken.map(({ values }) => (length += values.length))
  const values = new Float64Array(length)
  for (const [at, step] of taken.entries()) values.set(step.values, (ends[at] as number) - step.values.length)
  const startOf = (index: number): number => taken[ends.findIndex(end => end > index)]?.startMs ?? 0
  const folded = detector.fold(state, values, settings)
  const changes = folded.alarms.flatMap(({ kind, index, statistic, threshold, direction }) =>
    kind === 'drift' ? [{ atMs: startOf(index), statistic, threshold, direction }] : [],
  )
  const lacking = learnRows - state.rows
  const learnedMs = folded.state.rows >= learnRows ? startOf(Math.max(0, lacking - 1)) + stepMs : null
  return { state: folded.state, changes: firstOfSteps(changes), learnedMs }
}

/** A step of many bits may raise many. */
const firstOfSteps = (changes: readonly FoundChange[]): FoundChange[] => changes.filter(({ atMs }, at) => changes[at - 1]?.atMs !== atMs)

/** Back to the last state before a value that has changed; null when none is kept from so early. */
export function rewind(progress: SequentialProgress, changedMs: number): SequentialProgress | null {
  if (changedMs >= progress.head.atMs) return progress
  const head = progress.marks.findLast(mark => mark.atMs <= changedMs)
  if (!head) return null
  return {
    made: progress.made,
    marks: progress.marks.filter(mark => mark.atMs <= head.atMs),
    head,
    changes: progress.changes.filter(({ atMs }) => atMs < head.atMs),
    learnedMs: progress.learnedMs !== null && progress.learnedMs <= head.atMs ? progress.learnedMs : null,
  }
}

/** Forgets what no late news can come before. */
export function forget(progress: SequentialProgress, beforeMs: number): SequentialProgress {
  const marks = progress.marks.filter(({ atMs }) => atMs >= beforeMs)
  const changes = progress.changes.filter(({ atMs }) => atMs >= beforeMs)
  return { ...progress, marks, changes }
}
