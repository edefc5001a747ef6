/** A move of a distribution that a person cares about, as the norm of `drift/gtest`. Cramér's V of it depends on how the rows are split. */
export const distributionMatters = 0.05

/** A move of a level that a person cares about, in standard deviations: that of `drift/mean-score`. */
export const levelMatters = 0.05

/** A move of a share that a person cares about: that of KS, Kuiper and L-infinity in the calibration law; TV and a single share are one of them. */
export const shareMatters = 0.02

/** What such a move of the level of a normal law is in other distances, to first order of the density φ and distribution Φ. */
export const levelMoves = {
  /** ∫ φ² dΦ = 1 / (2π√3), of squares. */
  cramerVonMises: levelMatters ** 2 / (2 * Math.PI * Math.sqrt(3)),
  /** ∫ φ² / (Φ(1 − Φ)) dΦ, of squares. */
  andersonDarling: 0.48054 * levelMatters ** 2,
  /** √(2 ∫ φ² dx) = π^(−¼) */
  energy: levelMatters / Math.PI ** 0.25,
  /** ∫ φ dΦ = 1 / (2√π) */
  rank: levelMatters / (2 * Math.sqrt(Math.PI)),
  /** An interquartile range is 1.349 standard deviations. */
  quartiles: levelMatters / 1.349,
} as const
