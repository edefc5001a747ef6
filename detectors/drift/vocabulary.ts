import { defineDetector, noSettings, type TextSummary } from '../../contract/index.ts'
import { effectiveSize } from '../calibration/effective.ts'
import { shareMatters } from '../cells/matters.ts'
import { measured } from '../cells/measured.ts'
import { newcombe, sameRate } from '../math/proportion.ts'
import { totalOf } from '../summaries/cells.ts'

/** Texts by weight, and as effective rows. */
function textsOf({ lengths, weight, weight2 }: TextSummary): { readonly weight: number; readonly rows: number } {
  const present = totalOf(lengths.counts)
  return { weight: present, rows: weight > 0 ? effectiveSize(present, (weight2 * present) / weight) : 0 }
}

/** Weight of the texts that hold a word. One that a cut list lacks may be as common as the rarest of the list: as common as suits "no change". */
function heldBy({ words, otherWords }: TextSummary, word: string, wanted: number): number {
  const known = words.get(word)
  if (known !== undefined) return known
  return otherWords > 0 ? Math.min(wanted, Math.min(...words.values())) : 0
}

interface Move {
  readonly word: string
  /** Effective texts with the word: x of n in the window, y of N in the baseline. */
  readonly counts: readonly [x: number, n: number, y: number, N: number]
  readonly value: number
  readonly pValue: number
}

function moves(baseline: TextSummary, window: TextSummary): Move[] {
  const [before, after] = [textsOf(baseline), textsOf(window)]
  return [...new Set([...baseline.words.keys(), ...window.words.keys()])].map(word => {
    const known = [window.words.get(word) ?? 0, baseline.words.get(word) ?? 0] as const
    const x = Math.min(1, heldBy(window, word, (known[1] / before.weight) * after.weight) / after.weight) * after.rows
    const y = Math.min(1, heldBy(baseline, word, (known[0] / after.weight) * before.weight) / before.weight) * before.rows
    return { word, counts: [x, after.rows, y, before.rows], value: x / after.rows - y / before.rows, pValue: wordP(x, after.rows, y, before.rows) }
  })
}

const wordP = (x: number, n: number, y: number, N: number): number =>
  x === y && n === N ? 1 : sameRate(Math.round(x), Math.round(n), Math.round(y), Math.round(N))

/** Mentions in the window of words that the baseline's list lacks, as a share of all mentions. */
function newShare(baseline: TextSummary, window: TextSummary): number {
  const listed = [...window.words].reduce((sum, [, rows]) => sum + rows, 0)
  const known = [...window.words].reduce((sum, [word, rows]) => sum + (baseline.words.has(word) ? rows : 0), 0)
  return listed > 0 ? 1 - known / listed : 0
}

/**
 * The word whose share of the texts has moved most beyond chance.
 *
 *   vocabulary = x/n − y/N of the word of smallest p, x of n texts of the window and y of N of the baseline holding it
 *
 * A text counts once for each word in it, so that long texts are no larger samples. p is Bonferroni's over the 1,000 commonest words of both sides
 * (Fisher's exact p where few texts are expected). A word that a cut list lacks is taken to be as common there as the list allows. Notes name the word,
 * and the share of mentions that are of words which the baseline's list lacks.
 * Unit: share of texts, signed. Shown, does not decide.
 * Source: Newcombe (1998), Statistics in Medicine 17.
 */
export default defineDetector({
  name: 'drift/vocabulary',
  summary: 'Largest move of the share of texts that hold a word',
  reads: ['text'],
  roles: ['feature', 'output'],
  unit: 'share',
  settings: noSettings,
  read(baseline, window) {
    const sizes = { n: window.n - window.nulls - window.bad, nEff: textsOf(window).rows, baselineN: baseline.n - baseline.nulls - baseline.bad }
    if (sizes.n === 0 || sizes.baselineN === 0) return measured(sizes, {})
    const all = moves(baseline, window)
    const first = all[0]
    if (!first) return measured(sizes, { value: 0, pValue: 1, notes: ['no words'] })
    const rank = (move: Move): readonly [number, number, string] => [move.pValue, -Math.abs(move.value), move.word]
    const most = all.reduce((best, one) => (isBefore(rank(one), rank(best)) ? one : best), first)
    const notes = [`word ${most.word}`, `${(100 * newShare(baseline, window)).toFixed(1)} % of mentions are of words that the baseline lacks`]
    return measured(sizes, { value: most.value, ...newcombe(...most.counts), pValue: Math.min(1, all.length * most.pValue), notes })
  },
  floor: () => shareMatters,
})

function isBefore(a: readonly [number, number, string], b: readonly [number, number, string]): boolean {
  if (a[0] !== b[0]) return a[0] < b[0]
  return a[1] === b[1] ? a[2] < b[2] : a[1] < b[1]
}
