/** Who pays of the budget. A group without series leaves its share to the others, in proportion. */
const shares = { columns: 0.4, segments: 0.4, performance: 0.2 } as const
export type Group = keyof typeof shares

const monthMs = 30 * 86_400_000

/** How many series of each group a model has; fixed at midnight. */
export type GroupSizes = Readonly<Record<Group, number>>

/**
 * False-alarm probability that one test may spend. The sum over all tests of 30 days is the budget, whatever depends on
 * whatever: alpha = budget · group's share / its series · share of the length / evaluations in 30 days.
 *
 * @param budget   false alerts per model in 30 days that are accepted
 * @param test     group of the series, number of lengths at which it is judged, and hop of this one
 */
export function alphaOf(budget: number, sizes: GroupSizes, test: { readonly group: Group; readonly lengths: number; readonly hopMs: number }): number {
  const present = (Object.keys(shares) as Group[]).filter(group => sizes[group] > 0)
  const all = present.reduce((sum, group) => sum + shares[group], 0)
  return (((budget * shares[test.group]) / all / sizes[test.group]) * (1 / test.lengths) * test.hopMs) / monthMs
}
