import type { TextSummary } from '../../contract/index.ts'
import { absentText } from './absent.ts'
import { addedCounts } from './added-counts.ts'
import { mergeCells, tallyCells } from './cells.ts'
import { isControl, scriptNames, scriptOf } from './scripts.ts'

/** Words that are listed of a column; more are counted together. */
export const wordsMax = 1000
/** Code points of a word that tell it from others. */
export const wordCharactersMax = 64

/** U+FFFD stands where a decoder found no character. */
const replacement = 0xfffd

interface Looked {
  readonly length: number
  readonly script: string
  readonly blank: boolean
  readonly control: boolean
  readonly replaced: boolean
}

/** Script of most code points of a text, the first listed of equals; `empty` without one. */
function rulerOf(points: readonly number[]): string {
  const counts = new Map<string, number>()
  for (const point of points) counts.set(scriptOf(point), (counts.get(scriptOf(point)) ?? 0) + 1)
  if (points.length === 0) return 'empty'
  const most = Math.max(...counts.values())
  return [...scriptNames, 'other'].find(name => counts.get(name) === most) ?? 'other'
}

function lookAt(text: string): Looked {
  const points = Array.from(text, character => character.codePointAt(0) ?? 0)
  return {
    length: points.length,
    script: rulerOf(points),
    blank: points.length > 0 && points.every(point => scriptOf(point) === 'space'),
    control: points.some(isControl),
    replaced: points.includes(replacement),
  }
}

/** Maximal runs of what is neither white space, punctuation nor control, each once; A to Z as a to z, other capitals as they are. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  let word: string[] = []
  const end = () => {
    if (word.length > 0) words.add(word.slice(0, wordCharactersMax).join(''))
    word = []
  }
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if (['space', 'punctuation'].includes(scriptOf(point)) || isControl(point)) end()
    else word.push(point >= 0x41 && point <= 0x5a ? character.toLowerCase() : character)
  }
  end()
  return words
}

/** The words that most rows hold, and how many are left over. */
export function topWords(counts: ReadonlyMap<string, number>): Pick<TextSummary, 'words' | 'otherWords'> {
  const ranked = [...counts].sort(([wordA, a], [wordB, b]) => b - a || (wordA < wordB ? -1 : 1))
  return { words: new Map(ranked.slice(0, wordsMax)), otherWords: ranked.slice(wordsMax).reduce((sum, [, rows]) => sum + rows, 0) }
}

const put = (counts: Map<string, number>, key: string, weight: number) => counts.set(key, (counts.get(key) ?? 0) + weight)

/**
 * The twin of the engine's statement: a summary of an array, exact. Scripts, words and lengths are sums of weights, faults are rows.
 *
 * @param texts    absent values are the texts of `absentText`; half a surrogate pair is U+FFFD, as it is once stored
 * @param weights  one a text, or empty when rows are not weighted
 */
export function textFromArray(texts: readonly string[], weights: ArrayLike<number> = []): TextSummary {
  const totals = { n: texts.length, nulls: 0, bad: 0, weight: 0, weight2: 0, empty: 0, blank: 0, control: 0, replaced: 0, unfit: 0 }
  const [scripts, words, lengths] = [new Map<string, number>(), new Map<string, number>(), [] as (readonly [number, number])[]]
  for (const [row, text] of texts.entries()) {
    const weight = weights[row] ?? 1
    totals.weight += weight
    totals.weight2 += weight * weight
    if (text === absentText.missing) totals.nulls++
    else if (text === absentText.wrong) totals.bad++
    else {
      const looked = lookAt(text.toWellFormed())
      countFaults(totals, looked)
      lengths.push([looked.length, weight])
      put(scripts, looked.script, weight)
      for (const word of wordsOf(text.toWellFormed())) put(words, word, weight)
    }
  }
  return { kind: 'text', ...totals, lengths: tallyCells(lengths), scripts, ...topWords(words) }
}

function countFaults(totals: Record<'empty' | 'blank' | 'control' | 'replaced' | 'unfit', number>, { length, blank, control, replaced }: Looked): void {
  totals.empty += length === 0 ? 1 : 0
  totals.blank += blank ? 1 : 0
  totals.control += control ? 1 : 0
  totals.replaced += replaced ? 1 : 0
  totals.unfit += length === 0 || blank || control || replaced ? 1 : 0
}

const sumOf = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Map<string, number> => {
  const sum = new Map(a)
  for (const [key, weight] of b) put(sum, key, weight)
  return sum
}

/** Both windows together. Words are exact unless a side listed only its most frequent. */
export function mergeText(a: TextSummary, b: TextSummary): TextSummary {
  const { words, otherWords } = topWords(sumOf(a.words, b.words))
  return {
    kind: 'text',
    ...addedCounts(a, b),
    empty: a.empty + b.empty,
    blank: a.blank + b.blank,
    control: a.control + b.control,
    replaced: a.replaced + b.replaced,
    unfit: a.unfit + b.unfit,
    lengths: mergeCells(a.lengths, b.lengths),
    scripts: sumOf(a.scripts, b.scripts),
    words,
    otherWords: a.otherWords + b.otherWords + otherWords,
  }
}
