import { type Reading, readingNotes } from '../../contract/index.ts'

/** How a verdict is said to a person. */
export const words = { alarm: 'changed', unsure: 'cannot tell', calm: 'no change' } as const

/** What found something of a column: of what is said of its values, where that is it. */
export const finderOf = ({ detector, subject }: Reading, column: string): string => (subject === column ? detector : `${detector} of ${subject}`)

/** Three digits tell enough; what is not known is a dash. */
export const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString())

/** Where it would alarm, and on which side: a metric alarms on the side of the reference on which it lies. */
export const sidedThreshold = ({ threshold, notes }: Reading): string =>
  threshold === null ? short(threshold) : `${notes.includes(readingNotes.below) ? 'below' : 'above'} ${short(threshold)}`
