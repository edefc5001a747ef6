import type { PairsSummary } from '../../contract/index.ts'

/** Two numbers are the same within this much, absolute and for each unit of the trained one. */
export const tolerance = { absolute: 1e-9, relative: 1e-6 } as const

type Value = number | string | null

/** Both absent, equal texts, NaN twice, the same infinity, or numbers within the tolerance. */
function alike(served: Value, trained: Value): boolean {
  if (typeof served !== 'number' || typeof trained !== 'number') return served === trained
  if (Number.isNaN(served) || Number.isNaN(trained)) return Number.isNaN(served) && Number.isNaN(trained)
  if (!Number.isFinite(served) || !Number.isFinite(trained)) return served === trained
  return Math.abs(served - trained) <= tolerance.absolute + tolerance.relative * Math.abs(trained)
}

/**
 * The twin of the engine's statement, of one column.
 *
 * @param pairs  served and trained value of each entity that both sides have
 * @param alone  entities that one side lacks
 */
export function pairsFromArray(pairs: readonly (readonly [served: Value, trained: Value])[], alone: number): PairsSummary {
  const both = pairs.filter(([served, trained]) => (served === null) === (trained === null))
  const finite = both.filter((pair): pair is readonly [number, number] => pair.every(value => typeof value === 'number' && Number.isFinite(value)))
  const differences = finite.map(([served, trained]) => served - trained)
  const flips = (a: number, b: number) => finite.filter(([served, trained]) => served === a && trained === b).length
  return {
    kind: 'pairs',
    n: both.length,
    mismatched: both.filter(([served, trained]) => !alike(served, trained)).length,
    unpaired: pairs.length - both.length + alone,
    differences: [differences.reduce((sum, d) => sum + d, 0), differences.reduce((sum, d) => sum + d * d, 0), differences.length],
    discordant: [flips(1, 0), flips(0, 1)],
  }
}

/** Both windows together. */
export const mergePairs = (a: PairsSummary, b: PairsSummary): PairsSummary => ({
  kind: 'pairs',
  n: a.n + b.n,
  mismatched: a.mismatched + b.mismatched,
  unpaired: a.unpaired + b.unpaired,
  differences: [a.differences[0] + b.differences[0], a.differences[1] + b.differences[1], a.differences[2] + b.differences[2]],
  discordant: [a.discordant[0] + b.discordant[0], a.discordant[1] + b.discordant[1]],
})
