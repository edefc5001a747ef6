import { readRegistry } from '../../contract/index.ts'
import type { Kind } from './column.ts'

/** Counts of a column over a span: cells, then values never seen (categories only), then missing values. */
export interface Counts {
  readonly kind: Kind
  readonly counts: Float64Array
}

/** What a peer knows when it judges: the baseline of a column, its hours, and how many columns there are. */
export interface Reference {
  readonly whole: Counts
  readonly hours: readonly Counts[]
  readonly columns: number
}

/** A rule that people use today, by hours: one file each. Re-implemented from what its makers publish. */
export interface Rule {
  readonly name: string
  readonly title: string
  /** Learns from the baseline of one column; says of an hour whether that column alarms. */
  learn(reference: Reference): (hour: Counts) => boolean
  /** Its separate checks of missing and new values, where it has them; asked only where such a thing happens. */
  learnQuality?(reference: Reference): (hour: Counts) => boolean
}

export const readRules = async (): Promise<readonly Rule[]> => [...(await readRegistry<Rule>(new URL('rules/', import.meta.url))).values()]
