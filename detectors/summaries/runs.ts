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

/** The twin of the engine's statement. Of runs of equal length the first in the order of their texts is named. */
export function runsFromArray(values: readonly (string | null)[]): RunsSummary {
  const runs = runsOf(values)
  const held = runs.filter((run): run is Run & { value: string } => run.value !== null)
  const longest = [...held].sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1))[0]
  const counts = new Map<string, number>()
  for (const { value, rows } of held) counts.set(value, (counts.get(value) ?? 0) + rows)
  const present = held.reduce((sum, { rows }) => sum + rows, 0)
  let squares = 0
  for (const count of counts.values()) squares += count * count
  return {
    kind: 'runs',
    n: values.length,
    present,
    longest: longest?.rows ?? 0,
    value: longest?.value ?? '',
    repeat: present > 0 ? squares / (present * present) : 0,
    first: runs[0] ?? noRun,
    last: runs.at(-1) ?? noRun,
  }
}

/** A span and the one after it. `repeat` is the mean of the two, since nobody knows which values they share. */
export function mergeRuns(a: RunsSummary, b: RunsSummary): RunsSummary {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const goesOn = a.last.value === b.first.value
  const joined = goesOn && a.last.value !== null ? a.last.rows + b.first.rows : 0
  const [longest, value] = [a, b].reduce<readonly [number, string]>(
    (best, { longest: rows, value: text }) => (rows > best[0] || (rows === best[0] && text < best[1]) ? [rows, text] : best),
    [joined, a.last.value ?? ''],
  )
  const present = a.present + b.present
  return {
    kind: 'runs',
    n: a.n + b.n,
    present,
    longest,
    value: longest > 0 ? value : '',
    repeat: present > 0 ? (a.repeat * a.present + b.repeat * b.present) / present : 0,
    first: goesOn && a.first.rows === a.n ? { value: a.first.value, rows: a.n + b.first.rows } : a.first,
    last: goesOn && b.last.rows === b.n ? { value: b.last.value, rows: a.last.rows + b.n } : b.last,
  }
}
