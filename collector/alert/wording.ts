import type { Signal } from '../../contract/index.ts'

/** √(T·v) of the volume when one row of a hundred came: 2 (0.01 ln 0.01 + 0.99) = 1.888, and its root. */
const silence = 1.374
const fell = (signal: Signal): boolean => signal.notes.includes('below the baseline')

/** Statements about the data that need no statistics: nothing is there at all, no rows or no good values. They count at once and are critical. */
export const isHard = (signal: Signal): boolean =>
  signal.detector === 'quality/volume'
    ? fell(signal) && (signal.value ?? 0) >= silence
    : signal.detector.startsWith('quality/') && signal.unit === 'share' && (signal.value ?? 0) >= 0.99

/** The rule of severity: what the model earns its keep by (performance), or data that is as good as gone; all else is a warning. */
export const isCritical = (signal: Signal): boolean => isHard(signal) || signal.detector.startsWith('performance/')

const nouns: ReadonlyMap<string, string> = new Map([
  ['drift/gtest', 'distribution moved'],
  ['drift/mean-score', 'mean moved'],
  ['drift/spread', 'spread changed'],
  ['quality/missing', 'missing'],
  ['quality/type', 'of the wrong type'],
  ['quality/range', 'out of range'],
  ['quality/unseen', 'new values'],
  ['quality/volume', 'traffic changed by'],
  ['performance/accuracy', 'accuracy'],
  ['performance/auc', 'AUC changed by'],
  ['performance/brier', 'Brier score changed by'],
  ['performance/logloss', 'log loss changed by'],
  ['bias/dppl', 'difference between groups changed by'],
  ['bias/di', 'logarithm of the ratio between groups changed by'],
])

/**
 * One plain sentence: what, where, how much, since when. "distance of delays 3: distribution moved 0.43 (threshold 0.21) since 2001-03-04 14:00".
 * A day-long window says its span instead, because what it saw began somewhere within.
 *
 * @param onsetMs  start of the first alarming window
 */
export function titleOf(signal: Signal, onsetMs: number): string {
  const where = signal.segment === '' ? '' : ` where ${clip(signal.segment)}`
  const subject = signal.subject === '*' ? 'all rows' : clip(signal.subject)
  const said = nouns.get(signal.detector) ?? signal.detector.replace('/', ' ').replaceAll('-', ' ')
  const what = fell(signal) ? said.replace('changed by', 'fell by') : said
  return `${subject} of ${clip(signal.model)} ${clip(signal.version)}${where}: ${what} ${amount(signal.value, signal.unit)}${limit(signal)} ${when(signal, onsetMs)}`
}

const limit = (signal: Signal): string => (signal.threshold === null ? '' : ` (threshold ${amount(signal.threshold, signal.unit)})`)

const plainUnits: ReadonlySet<string> = new Set(['1', 'ratio', 'share', ''])

function amount(value: number | null, unit: string): string {
  if (value === null) return 'unknown'
  const text = unit === 'share' ? `${Number((value * 100).toPrecision(3))} %` : String(Number(value.toPrecision(3)))
  return plainUnits.has(unit) ? text : `${text} ${unit}`
}

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

function when(signal: Signal, onsetMs: number): string {
  const hours = (Date.parse(signal.window.to) - Date.parse(signal.window.from)) / 3_600_000
  return hours > 1 ? `in the ${hours} h to ${minute(Date.parse(signal.window.to))}` : `since ${minute(onsetMs)}`
}

/** Names are foreign and up to 256 characters long; a title is for a phone. */
const clip = (name: string): string => {
  const letters = Array.from(name.replaceAll(/\p{Cc}/gu, ' '))
  return letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : letters.join('')
}
