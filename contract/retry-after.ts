/**
 * What a `Retry-After` asks for, in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param longestMs  no more is believed
 * @returns null when there is none, or it is neither
 */
export function retryAfterMs(header: string | undefined, nowMs: number, longestMs: number): number | null {
  const text = header?.trim() ?? ''
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : text.endsWith('GMT') ? Date.parse(text) - nowMs : Number.NaN
  return Number.isNaN(ms) ? null : Math.min(longestMs, Math.max(0, ms))
}
