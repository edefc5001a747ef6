import { Buffer } from 'node:buffer'
import { Failure } from './failure.ts'

/**
 * Where a list goes on, as its reader sent it back. Cursors are opaque to readers: what the store says, in base64url.
 *
 * @param shape  of the store's cursor
 * @throws Failure BAD_REQUEST
 */
export function cursorOf(next: string | undefined, shape: RegExp): string | undefined {
  if (next === undefined) return undefined
  const inner = Buffer.from(next, 'base64url').toString('utf8')
  if (!shape.test(inner)) throw new Failure('BAD_REQUEST', 'next is not what a page before answered')
  return inner
}

/** The store's cursor as readers see it. */
export const opaque = (inner: string | null): string | null => (inner === null ? null : Buffer.from(inner).toString('base64url'))
