/**
 * Effective number of rows when rows carry weights, (Σw)² / Σw² (Kish). Equal weights give the row count.
 *
 * @param weight   Σw
 * @param weight2  Σw²
 */
export const effectiveSize = (weight: number, weight2: number): number => (weight2 > 0 ? (weight * weight) / weight2 : 0)

/** Factor that scales weighted counts so that they sum to the effective number of rows. */
export const effectiveScale = (weight: number, weight2: number): number => (weight2 > 0 ? weight / weight2 : 0)
