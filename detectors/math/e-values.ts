/**
 * Hypotheses that e-BH rejects, by place, ascending: those with the k largest e-values, k the largest with E₍ₖ₎ ≥ m/(αk).
 *
 * At most a share α of them is false in the mean, under any dependence.
 * Source: Wang and Ramdas (2022), False discovery rate control with e-values, JRSS B 84.
 */
export function rejectedByEvidence(eValues: readonly number[], alpha: number): number[] {
  const order = [...eValues.keys()].sort((a, b) => (eValues[b] ?? 0) - (eValues[a] ?? 0))
  const rejected = order.findLastIndex((place, rank) => (eValues[place] ?? 0) >= eValues.length / (alpha * (rank + 1))) + 1
  return order.slice(0, rejected).sort((a, b) => a - b)
}
