import { hash } from 'node:crypto'

const space = 2 ** 48

/**
 * Is this inference kept? The first 48 bits of SHA-256 of its id, as a share of their space, fall below `ratio`.
 * Request, answer and label agree because they share the id, and an inference kept at one ratio is kept at every larger one.
 *
 * @param ratio  inclusion probability in (0, 1]
 */
export function isSampled(id: string, ratio: number): boolean {
  return ratio >= 1 || Number.parseInt(hash('sha256', id, 'hex').slice(0, 12), 16) / space < ratio
}
