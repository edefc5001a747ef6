/** Spans of time that have a name, milliseconds. Days are those of UTC: all of one length. */
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
