import type { ColumnContent, ColumnType } from '../../contract/index.ts'
import { namedLikeIdentifier, namedLikeMoment } from './infer-role.ts'

/** What was counted of the values of one column, read as texts. Absent values are in none of it. */
export interface ContentEvidence {
  readonly name: string
  readonly type: ColumnType
  readonly present: number
  readonly distinct: number
  /** Read as finite numbers, and as whole ones. */
  readonly numbers: number
  readonly integers: number
  /** Of the numbers; null without one. */
  readonly lo: number | null
  readonly hi: number | null
  /** `true` and `false` or their initials; `yes` and `no` or theirs. Case does not matter. */
  readonly trueFalse: number
  readonly yesNo: number
  /** Dates as 2026-01-31 or 20260131, as 31/01/2026 or 31.01.2026, as 31 Jan 2026; each with or without a time. */
  readonly isoDates: number
  readonly slashedDates: number
  readonly wordedDates: number
  /** Lists of numbers in brackets. */
  readonly vectors: number
  /** With a space between two characters, and the mean number of characters. */
  readonly spaced: number
  readonly characters: number
}

export interface InferredContent {
  readonly content: ColumnContent
  /** A sentence with the counts that led to it. */
  readonly reason: string
}

/** Strays of another kind that a column bears without becoming another: the rest then counts as wrong. */
const almostAll = 0.99
/** So many values must be there before it means something that no two are alike. */
const distinctMin = 100
/** A text of words is at least as long, and so large a share of them stands once. */
const textCharactersMin = 20
const textDistinctMin = 0.5

const counted = (part: number, { present }: ContentEvidence): string =>
  part === present ? `all ${present.toLocaleString('en-US')} values` : `${part.toLocaleString('en-US')} of ${present.toLocaleString('en-US')} values`

const mostly = (part: number, { present }: ContentEvidence): boolean => part >= almostAll * present

type Guess = (evidence: ContentEvidence) => InferredContent | null

/**
 * What a column holds, by its values first and by its name where they leave it open. In this order: vectors, flags, times, identifiers, texts; else
 * categories or numbers as it is stored.
 */
export function inferContent(evidence: ContentEvidence): InferredContent {
  if (evidence.present === 0) return { content: evidence.type === 'numeric' ? 'numeric' : 'categorical', reason: 'no value was seen; taken as it is stored' }
  for (const guess of guesses) {
    const found = guess(evidence)
    if (found) return found
  }
  if (evidence.type === 'category') return { content: 'categorical', reason: categoricalReason(evidence) }
  const whole = evidence.integers === evidence.numbers
  return { content: whole ? 'integer' : 'numeric', reason: `${counted(evidence.numbers, evidence)} are ${whole ? 'whole ' : ''}numbers` }
}

const categoricalReason = (evidence: ContentEvidence): string =>
  `${evidence.distinct.toLocaleString('en-US')} different texts in ${evidence.present.toLocaleString('en-US')} values`

const asVectors: Guess = evidence =>
  mostly(evidence.vectors, evidence) ? { content: 'embedding', reason: `${counted(evidence.vectors, evidence)} are lists of numbers` } : null

function asFlags(evidence: ContentEvidence): InferredContent | null {
  if (evidence.trueFalse === evidence.present) return { content: 'boolean', reason: `${counted(evidence.present, evidence)} are true or false` }
  if (evidence.yesNo === evidence.present) return { content: 'boolean', reason: `${counted(evidence.present, evidence)} are yes or no` }
  const ends = evidence.integers === evidence.present && evidence.distinct === 2 && evidence.lo === 0 && evidence.hi === 1
  return ends ? { content: 'boolean', reason: `${counted(evidence.present, evidence)} are 0 or 1` } : null
}

function asTimes(evidence: ContentEvidence): InferredContent | null {
  const forms = [
    [evidence.isoDates, '2026-01-31'],
    [evidence.slashedDates, '31/01/2026'],
    [evidence.wordedDates, '31 Jan 2026'],
  ] as const
  const dates = forms.reduce((sum, [count]) => sum + count, 0)
  if (mostly(dates, evidence)) {
    const written = forms.filter(([count]) => count > 0).map(([, form]) => form)
    return { content: 'timestamp', reason: `${counted(dates, evidence)} are dates as ${written.join(' or ')}` }
  }
  return evidence.integers === evidence.present ? asEpoch(evidence) : null
}

/** From the year 2000 to 2100, in each unit. */
const years = { lo: Date.UTC(2000) / 1000, hi: Date.UTC(2100) / 1000 }
const units = [
  ['seconds', 1],
  ['milliseconds', 1e3],
  ['microseconds', 1e6],
  ['nanoseconds', 1e9],
] as const

/**
 * Seconds that no name tells: of 2001 to 2033, because from 2,000,000,000 on there are the telephone numbers of North America; within ten years, and
 * hardly one twice.
 */
const plainSeconds = { lo: 1e9, hi: 2e9, spanMax: 10 * 366 * 86_400, distinctMin: 0.9 }

function tellSeconds(evidence: ContentEvidence): boolean {
  const [lo, hi] = [evidence.lo ?? 0, evidence.hi ?? 0]
  if (evidence.present < distinctMin || namedLikeIdentifier(evidence.name) || isRun(evidence)) return false
  return lo >= plainSeconds.lo && hi < plainSeconds.hi && hi - lo <= plainSeconds.spanMax && evidence.distinct >= plainSeconds.distinctMin * evidence.present
}

function asEpoch(evidence: ContentEvidence): InferredContent | null {
  const { lo, hi, name, distinct } = evidence
  const unit = units.find(([, factor]) => (lo ?? 0) >= years.lo * factor && (hi ?? 0) < years.hi * factor)?.[0]
  const named = namedLikeMoment(name)
  if (unit === undefined || (!named && !(unit === 'seconds' ? tellSeconds(evidence) : distinct >= 2))) return null
  return {
    content: 'timestamp',
    reason: `${counted(evidence.present, evidence)} are ${unit} since 1970 of the years 2000 to 2099${named ? ', and it is named like a time' : ''}`,
  }
}

function asIdentifiers(evidence: ContentEvidence): InferredContent | null {
  const { present, distinct, name } = evidence
  const whole = evidence.integers === present
  if (present < distinctMin || !(whole || isOneWord(evidence))) return null
  const many = `${distinct.toLocaleString('en-US')} different among ${present.toLocaleString('en-US')} values`
  if (namedLikeIdentifier(name) && distinct >= distinctMin) return { content: 'identifier', reason: `named like an identifier, ${many}` }
  if (whole) return isRun(evidence) ? { content: 'identifier', reason: `${many}: whole numbers that hardly leave one out` } : null
  return distinct >= almostAll * present ? { content: 'identifier', reason: `${many}, and none is a text of words` } : null
}

const isOneWord = ({ type, spaced, present }: ContentEvidence): boolean => type === 'category' && spaced < (1 - almostAll) * present

/** Numbers that are given one after the other. Measurements that never repeat are spread further. */
const isRun = ({ distinct, present, lo, hi }: ContentEvidence): boolean => distinct === present && (hi ?? 0) - (lo ?? 0) < 2 * present

function asText(evidence: ContentEvidence): InferredContent | null {
  const { type, present, distinct, spaced, characters } = evidence
  if (type !== 'category' || characters < textCharactersMin || spaced < present / 2 || distinct < textDistinctMin * present) return null
  const reason = `${distinct.toLocaleString('en-US')} different among ${present.toLocaleString('en-US')} texts of ${Math.round(characters)} characters, most of several words`
  return { content: 'text', reason }
}

const guesses: readonly Guess[] = [asVectors, asFlags, asTimes, asIdentifiers, asText]
