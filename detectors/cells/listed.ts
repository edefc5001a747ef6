/** Names are data: quoted as JSON, so that none can look like another or break a line. */
export const quoted = (name: string): string => JSON.stringify(name)

/** Names that a note lists. */
const listedMax = 20

/** A note on what was found, with the first of it; none where nothing was. */
export function listed(what: string, found: readonly string[]): string[] {
  if (found.length === 0) return []
  const more = found.length > listedMax ? ` and ${found.length - listedMax} more` : ''
  return [`${what}: ${found.slice(0, listedMax).join(', ')}${more}`]
}
