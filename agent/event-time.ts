const rfc3339 = /^(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d{2}:\d{2})$/

/** Nanoseconds since 1970 of an RFC 3339 text or of milliseconds in decimal; null for anything else and for times before 1970. */
export function eventTimeNs(text: string): bigint | null {
  if (/^\d{1,15}$/.test(text)) return BigInt(text) * 1_000_000n
  const parts = rfc3339.exec(text)
  if (!parts) return null
  const [, seconds = '', fraction = '', zone = ''] = parts
  const atMs = Date.parse(`${seconds.replace(/[t ]/, 'T')}${zone.toUpperCase()}`)
  return Number.isNaN(atMs) || atMs < 0 ? null : BigInt(atMs) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}
