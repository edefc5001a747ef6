import { dayMs, readingNotes } from '../../contract/index.ts'
import type { Span } from './schedule.ts'

/** The values that are the news of each slice, by start of the slice: quoted as `quote` does, with their weights. */
export type Blamed = Map<number, ReadonlyMap<string, number>>

/** Values of a slice that are kept, and of a window that are named. */
const valuesMax = 3
const lettersMax = 32

/** The more frequent first, then by text, so that the order of arrival does not matter. */
const ranked = (values: Iterable<readonly [string, number]>): (readonly [string, number])[] =>
  [...values].sort(([textA, a], [textB, b]) => b - a || (textA < textB ? -1 : 1))

/** Adds a few values of one slice to those of the same slice from another schema. */
export function addBlamed(slices: Blamed, startMs: number, values: Iterable<readonly [value: string, weight: number]>): void {
  const sums = new Map(slices.get(startMs))
  for (const [value, weight] of ranked(values).slice(0, valuesMax + 1)) {
    const text = quote(value)
    sums.set(text, (sums.get(text) ?? 0) + weight)
  }
  slices.set(startMs, sums)
}

/** Puts slices in the place of what was there, a few values of each; of older ones than a day-long window needs nothing is kept. */
export function putBlamed(into: Blamed, slices: Blamed, stepMs: number): void {
  for (const [startMs, values] of slices) {
    if (values.size > 0) into.set(startMs, new Map(ranked(values).slice(0, valuesMax + 1)))
    else into.delete(startMs)
  }
  const slicesMax = dayMs / stepMs + 1
  if (into.size <= slicesMax) return
  const oldest = [...into.keys()].sort((a, b) => a - b).slice(0, into.size - slicesMax)
  for (const startMs of oldest) into.delete(startMs)
}

/** The note that names the values of a window; none when nothing is known of it. */
export function blamedNotes(from: Blamed, { fromMs, toMs }: Span): string[] {
  const sums = new Map<string, number>()
  for (const [startMs, values] of from) {
    if (startMs < fromMs || startMs >= toMs) continue
    for (const [text, weight] of values) sums.set(text, (sums.get(text) ?? 0) + weight)
  }
  if (sums.size === 0) return []
  const named = ranked(sums).slice(0, valuesMax)
  return [`${readingNotes.values}${named.map(([text]) => text).join(', ')}${sums.size > valuesMax ? ' and more' : ''}`]
}

/** In double quotes, at most 32 letters; what cannot be seen or turns the direction of writing stands as its number. */
function quote(value: string): string {
  const letters = Array.from(value.slice(0, 2 * lettersMax + 2))
  const shown = letters.slice(0, lettersMax).map(letter => (/["\\]/.test(letter) ? `\\${letter}` : isHidden(letter) ? numbered(letter) : letter))
  return `"${shown.join('')}${letters.length > lettersMax ? '…' : ''}"`
}

const isHidden = (letter: string): boolean => /[\p{C}\p{Zl}\p{Zp}]/u.test(letter)
const numbered = (letter: string): string => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
