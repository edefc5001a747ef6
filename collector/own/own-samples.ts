import type { Summary } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { categoryFromArray, mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeGroups } from '../../detectors/summaries/groups.ts'
import { mergeNumeric, numericFromArray } from '../../detectors/summaries/numeric.ts'
import { mergeScores, scoresFromRows } from '../../detectors/summaries/scores.ts'
import { mergeVolume, volumeOf } from '../../detectors/summaries/volume.ts'

/** Summaries of one kind that a detector is tried on. */
export interface OwnSample {
  readonly empty: Summary
  readonly baseline: Summary
  readonly window: Summary
  /** Both together. */
  readonly both: Summary
}

/** 0 to 1, without a pattern that a detector would meet by chance: steps of the golden ratio. */
const spread = (rows: number): number[] => Array.from({ length: rows }, (_, at) => ((at + 1) * 0.618_033_988_749_895) % 1)

const numbers = (rows: number, by: number) => numericFromArray(spread(rows).map((part, at) => (at % 50 === 0 ? Number.NaN : 100 * part + by)))
const texts = (rows: number, last: string) =>
  categoryFromArray(spread(rows).map((part, at) => (at % 50 === 0 ? absentText.missing : part < 0.6 ? 'red' : part < 0.9 ? 'blue' : last)))
const scored = (rows: number, by: number) =>
  scoresFromRows(spread(rows).map((part, at) => ({ score: part, y: at % 7 === 0 ? null : (at * 0.7548) % 1 < part + by, decision: part > 0.5, weight: 1 })))
const pair = (positives: number) => ({ kind: 'groups', advantaged: 'A', group: 'B', counts: [300, 150, 200, positives] }) as const
const noPair = { kind: 'groups', advantaged: 'A', group: 'B', counts: [0, 0, 0, 0] } as const

const sample = <Kind extends Summary>(empty: Kind, baseline: Kind, window: Kind, merge: (a: Kind, b: Kind) => Kind): OwnSample => ({
  empty,
  baseline,
  window,
  both: merge(baseline, window),
})

/** Of the kinds that windows hold; no detector of another would ever be asked. */
export const ownSamples: ReadonlyMap<string, OwnSample> = new Map([
  ['numeric', sample(numericFromArray([]), numbers(2_000, 0), numbers(500, 30), mergeNumeric)],
  ['category', sample(categoryFromArray([]), texts(2_000, 'green'), texts(500, 'never seen'), mergeCategory)],
  ['scores', sample(scoresFromRows([]), scored(2_000, 0), scored(500, 0.2), mergeScores)],
  ['groups', sample(noPair, pair(90), pair(40), mergeGroups)],
  ['volume', sample(volumeOf([]), volumeOf(Array.from({ length: 288 }, () => 7)), volumeOf([5, 0, 9]), mergeVolume)],
])
