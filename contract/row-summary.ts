import type { Cells } from './cells.ts'

// Summaries that panes do not hold: made from rows, where a detector that is on asks for them.

/** One column of texts. */
export interface TextSummary {
  readonly kind: 'text'
  /** Rows, absent ones included. */
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly weight: number
  readonly weight2: number
  /** No character at all; only white space; a control character; U+FFFD, which a wrong decoding leaves behind. */
  readonly empty: number
  readonly blank: number
  readonly control: number
  readonly replaced: number
  /** Any of these four. */
  readonly unfit: number
  /** Code points a text. */
  readonly lengths: Cells
  /** Rows by the script that most of their characters belong to. */
  readonly scripts: ReadonlyMap<string, number>
  /** Rows that hold a word, of the most frequent words; and words that are not listed. */
  readonly words: ReadonlyMap<string, number>
  readonly otherWords: number
}

/** One column of vectors. Those of a wrong dimension or with a number that is not finite are counted and in no sum. */
export interface EmbeddingSummary {
  readonly kind: 'embedding'
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly weight: number
  readonly weight2: number
  readonly dimension: number
  readonly wrongDimension: number
  readonly nonFinite: number
  readonly zero: number
  readonly norms: Cells
  /** To the centroid of the baseline; empty where there is none yet, or its norm is 0. */
  readonly cosines: Cells
  /** Σx and, of at most 64 dimensions, the upper triangle of Σxxᵀ by rows; else Σx² a dimension. */
  readonly sums: Float64Array
  readonly products: Float64Array
  readonly diagonal: boolean
}

/** Whole rows, feature by feature alike. */
export interface RowsSummary {
  readonly kind: 'rows'
  readonly n: number
  readonly distinct: number
  /** Σ n(n−1) over the rows that are alike, and over all rows: one by the other is the chance that two rows collide. Spans are not held against each other. */
  readonly pairs: number
  readonly possible: number
}

/** Names and types of the columns, in the order in which they came. */
export interface SchemaSummary {
  readonly kind: 'schema'
  readonly n: number
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** Rows at an end of a span that hold one value; null where it is absent. */
export interface EndRun {
  readonly value: string | null
  readonly rows: number
}

/** Rows in the order of event time: runs of one present value. A null breaks a run. */
export interface RunsSummary {
  readonly kind: 'runs'
  readonly n: number
  readonly present: number
  readonly longest: number
  /** Text of the value that ran longest, for people. */
  readonly value: string
  /** Σ p² of the column's shares: chance that a row repeats the one before. */
  readonly repeat: number
  /** What a run needs to go on in the next span. */
  readonly first: EndRun
  readonly last: EndRun
}

/** How long ago the newest event was, and how long the pauses between rows are. Seconds. */
export interface FreshnessSummary {
  readonly kind: 'freshness'
  readonly n: number
  readonly gapSeconds: number | null
  readonly spanSeconds: number
  /** Events from more than a minute ahead. */
  readonly future: number
  readonly pauses: Cells
}

/** Values served and values trained on, paired by entity. */
export interface PairsSummary {
  readonly kind: 'pairs'
  readonly n: number
  readonly mismatched: number
  /** Rows whose entity the other side lacks, or of which one side is absent. */
  readonly unpaired: number
  /** Σd and Σd² of served − trained over pairs of finite numbers, and their number. */
  readonly differences: readonly [number, number, number]
  /** Binary columns: true where only the served, only the trained value is. */
  readonly discordant: readonly [number, number]
}

/** Sums and cross products of standardised columns over complete rows. */
export interface CrossSummary {
  readonly kind: 'cross'
  /** Complete rows, and rows with a gap that were left out. */
  readonly n: number
  readonly incomplete: number
  readonly columns: readonly string[]
  /** Columns that are not looked at, because there are too many. */
  readonly leftOut: number
  /** Σz by column and Σzzᵀ, a full square by rows; z = (x − center) / scale. */
  readonly sums: Float64Array
  readonly products: Float64Array
  readonly centers: readonly number[]
  readonly scales: readonly number[]
}

/** Sums of random Fourier features of standardised rows. */
export interface FeaturesSummary {
  readonly kind: 'features'
  readonly n: number
  readonly incomplete: number
  /** Identity of the directions: the two sides of a comparison must share it. */
  readonly directions: string
  readonly leftOut: number
  /** Σφ; 2D numbers a row, cosines before sines, each over √D. */
  readonly sums: Float64Array
  /** Eigenvalues of the covariance of φ over a sample of the baseline, largest first: the same on both sides. */
  readonly spectrum: readonly number[]
}

/** The rows with the smallest hashes: a uniform sample that is the same wherever it is taken. */
export interface SampleSummary {
  readonly kind: 'sample'
  /** Rows that the sample stands for. */
  readonly n: number
  readonly columns: readonly { readonly name: string; readonly type: 'numeric' | 'category' }[]
  readonly leftOut: number
  /** Hashes of the rows, 16 hexadecimal digits each, ascending. */
  readonly hashes: readonly string[]
  /** A row each, a cell a column: a finite number, a text, or null where absent. */
  readonly rows: readonly (readonly (number | string | null)[])[]
}

export interface RowSummaries {
  readonly text: TextSummary
  readonly embedding: EmbeddingSummary
  readonly rows: RowsSummary
  readonly schema: SchemaSummary
  readonly runs: RunsSummary
  readonly freshness: FreshnessSummary
  readonly pairs: PairsSummary
  readonly cross: CrossSummary
  readonly features: FeaturesSummary
  readonly sample: SampleSummary
}
