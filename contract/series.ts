import type { Signal } from './signal.ts'

/** One thing judged over and over: `detector|subject|segment`. Names a series in tables, and a member of an alert. */
export const seriesKey = ({ detector, subject, segment }: Pick<Signal, 'detector' | 'subject' | 'segment'>): string => `${detector}|${subject}|${segment}`
