import { printable } from '../command/printable.ts'
import { countText, type Entry } from './entry.ts'

/** A baseline as the collector answers when it takes one into use. */
export interface LearnedEntry extends Pick<Entry, 'hash' | 'rows'> {
  readonly series: number
  readonly notes: readonly string[]
}

/** What happened, then what did not fit, a line each. */
export function learnedText(happened: string, { hash, rows, series, notes }: LearnedEntry): string {
  const from = rows > 0 ? ` from ${countText(rows)} rows` : ''
  const lines = notes.map(note => `  - ${printable(note)}\n`)
  return `${happened} ${hash}${from}: ${countText(series)} series are judged against it from now on.\n${lines.join('')}`
}
