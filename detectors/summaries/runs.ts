import type { EndRun, RunsSummary } from '../../contract/index.ts'

/** Rows of one value, or of absent ones, in a row. */
interface Run {
  readonly value: string | null
  readonly rows: number
}

function runsOf(values: readonly (string | null)[]): Run[] {
  const runs: { value: string | null; rows: number }[] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last?.value === value) last.rows++
    else runs.push({ value, rows: 1 })
  }
  return runs
}

const noRun: EndRun = { value: null, rows: 0 }

/** The longest, and of equals the first in the order of their texts. */
const longer = (a: EndRun, b: EndRun): EndRun => (b.rows > a.rows || (b.rows === a.rows && (b.value ?? '') < (a.value ?? '')) ? b : a)

/** Σ p² of the shares of the values, of `present` rows. */
function repeatChance(runs: readonly Run[], present: number): number {
  const counts = new Map<string | null, number>()
  for (const { value, rows } of runs) counts.set(value, (counts.get(value) ?? 0) + rows)
  let squares = 0
  for (const count of counts.values()) squares += count * count
  return present > 0 ? squares / (present * present) : 0
}

/** The twin of the engine's statement. Of runs of equal length the first in the order of their texts is named. */
export function runsFromArray(values: readonly (string | null)[]): RunsSummary {
  const runs = runsOf(values)
  const held = runs.filter(({ value }) => value !== null)
  const longest = held.reduce(longer, noRun)
  const present = held.reduce((sum, { rows }) => sum + rows, 0)
  return {
    kind: 'runs',
    n: values.length,
    present,
    longest: longest.rows,
    value: longest.value ?? '',
    repeat: repeatChance(held, present),
    first: runs[0] ?? noRun,
    last: runs.at(-1) ?? noRun,
  }
}

/** A span and the one after it. `repeat` is the mean of the two, since nobody knows which values they share. */
export function mergeRuns(a: RunsSummary, b: RunsSummary): RunsSummary {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const goesOn = a.last.value === b.first.value
  const joined = goesOn && a.last.value !== null ? { value: a.last.value, rows: a.last.rows + b.first.rows } : noRun
  const longest = [a, b].reduce((best, { longest: rows, value }) => longer(best, { value, rows }), joined)
  const present = a.present + b.present
  return {
    kind: 'runs',
    n: a.n + b.n,
    present,
    longest: longest.rows,
    value: longest.value ?? '',
    repeat: (a.repeat * a.present + b.repeat * b.present) / Math.max(1, present),
    first: goesOn && a.first.rows === a.n ? { value: a.first.value, rows: a.n + b.first.rows } : a.first,
    last: goesOn && b.last.rows === b.n ? { value: b.last.value, rows: a.last.rows + b.n } : b.last,
  }
}
