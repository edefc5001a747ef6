import type { GroupsSummary } from '../../contract/index.ts'

/** Rows and positive decisions of each value of a protected attribute. */
export type GroupCounts = ReadonlyMap<string, { readonly rows: number; readonly positives: number }>

/** The advantaged group against each other one that has rows, by name. */
export function groupsOf(counts: GroupCounts, advantaged: string): GroupsSummary[] {
  const base = counts.get(advantaged) ?? { rows: 0, positives: 0 }
  return [...counts]
    .filter(([group]) => group !== advantaged)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, { rows, positives }]) => ({ kind: 'groups', advantaged, group, counts: [base.rows, base.positives, rows, positives] }))
}

/** Both windows of the same pair of groups together. */
export function mergeGroups(a: GroupsSummary, b: GroupsSummary): GroupsSummary {
  return { ...a, counts: [a.counts[0] + b.counts[0], a.counts[1] + b.counts[1], a.counts[2] + b.counts[2], a.counts[3] + b.counts[3]] }
}
