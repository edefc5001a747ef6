import { Type } from 'typebox'
import { Failure, type Raise } from '../../contract/index.ts'
import { wilson } from '../math/proportion.ts'

/** The mean that values in [0, 1] have while all is well: stated, or learned on the safe side. */
export const meanSettings = {
  mean: Type.Union([Type.Null(), Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })], {
    default: null,
    description: 'Mean, or share of ones, that is still well; null: the upper end of what the first rows teach',
  }),
  learnRows: Type.Integer({ default: 2000, minimum: 1, maximum: 10_000_000, description: 'Rows that the mean is learned from; nothing is judged meanwhile' }),
}

interface MeanSettings {
  readonly mean: number | null
  readonly learnRows: number
}

export interface LearnedState<Inner> {
  readonly seen: number
  readonly sum: number
  /** Null while learning. */
  readonly mean: number | null
  readonly inner: Inner
}

interface Betting<Settings, Inner> {
  start(settings: Settings): Inner
  /** `mean` is what the values are held against. */
  fold(state: Inner, values: Float64Array, settings: Settings & { readonly mean: number }, raise: Raise): Inner
}

/** Numbers that the learning adds to a state. */
export const meanNumbers = 3

/** Standard errors above the plain estimate: with none, a promised run length of 100,000 rows was 32,000 from 2,000 rows; with two, 529,000. */
const safety = 2

/** Share of the largest bet that keeps every factor at a half or more. */
const boldness = 0.5

/** Wilson's upper end: it bounds any values in [0, 1], because none vary more than bits. Kept off 0 and 1, where no bet is possible. */
function upperMean(sum: number, rows: number): number {
  return Math.min(1 - 1e-9, Math.max(1e-9, wilson(sum, rows, safety).high))
}

/** A detector that holds values in [0, 1] against a mean, learned first where none is stated. */
export function againstMean<Settings extends MeanSettings, Inner>(betting: Betting<Settings, Inner>) {
  return {
    start: (settings: Settings): LearnedState<Inner> => ({ seen: 0, sum: 0, mean: settings.mean, inner: betting.start(settings) }),
    fold: (state: LearnedState<Inner>, values: Float64Array, settings: Settings, raise: Raise): LearnedState<Inner> => {
      let { seen, sum, mean } = state
      let taken = 0
      while (mean === null && taken < values.length) {
        sum += values[taken++] as number
        seen += 1
        if (seen >= settings.learnRows) mean = upperMean(sum, seen)
      }
      if (mean === null || taken === values.length) return { seen, sum, mean, inner: state.inner }
      const rest = values.subarray(taken)
      const inner = betting.fold(state.inner, rest, { ...settings, mean }, alarm => raise({ ...alarm, index: alarm.index + taken }))
      return { seen, sum, mean, inner }
    },
  }
}

/** Bets on a mean above `mean`: constant, spread evenly on a log scale, because the size of the change is not known. */
const betsMax = 64
const betsOfOurs = 16
export const betSettings = {
  bets: Type.Union([Type.Null(), Type.Array(Type.Number(), { minItems: 1, maxItems: betsMax })], {
    default: null,
    description: 'Bets λ, each a factor 1 + λ(x − mean) a row; null: 16 for rises of any size',
  }),
}

/** @throws Failure CONFIG when a bet could lose more than everything */
export function betsOf(bets: readonly number[] | null, mean: number): readonly number[] {
  if (bets === null) return Array.from({ length: betsOfOurs }, (_, at) => (boldness / mean) * 64 ** (-at / (betsOfOurs - 1)))
  const ruinous = bets.find(bet => 1 + bet * (1 - mean) <= 0 || 1 - bet * mean <= 0)
  if (ruinous !== undefined)
    throw new Failure('CONFIG', `a bet of ${ruinous} against a mean of ${mean} can lose everything; bets lie in (${-1 / (1 - mean)}, ${1 / mean})`)
  return bets
}

/** Numbers of a state that holds one a bet. */
export const betNumbers = betsMax + meanNumbers

/** One number a bet before the first row. */
export function startBets({ bets, mean }: { readonly bets: readonly number[] | null; readonly mean: number | null }, value: number): readonly number[] {
  if (mean !== null) betsOf(bets, mean)
  return Array.from({ length: bets?.length ?? betsOfOurs }, () => value)
}
