import { hash } from 'node:crypto'

/** How an inference id stands in tables: 128 bits, and the text only where it is more than they say. */
export interface StoredId {
  readonly id: string
  readonly ref: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The UUID itself when the text is one, else the first 128 bits of SHA-256 of the text, which then is kept in `ref`. */
export function storedId(text: string): StoredId {
  if (uuid.test(text)) return { id: text.toLowerCase(), ref: '' }
  const digest = hash('sha256', text, 'hex')
  return { id: [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-'), ref: text }
}
