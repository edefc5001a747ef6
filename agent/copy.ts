import { Buffer } from 'node:buffer'
import type { Budget } from './budget.ts'

/** The copy of one body: references to chunks that have been handed on already. */
export interface Copy {
  /** @returns why the copy was given up, or null */
  add(chunk: Buffer): 'too_large' | 'memory_full' | null
  /** The bytes in one piece. */
  join(): Buffer
  /** Frees the memory; afterwards the copy is empty. */
  drop(): void
}

/** A copy never exceeds `bytesMax` nor what is left of the budget; at either it is the caller's to drop it. */
export function buildCopy(bytesMax: number, budget: Budget): Copy {
  let chunks: Buffer[] = []
  let bytes = 0
  return {
    add(chunk) {
      if (bytes + chunk.length > bytesMax) return 'too_large'
      if (!budget.take(chunk.length)) return 'memory_full'
      bytes += chunk.length
      chunks.push(chunk)
      return null
    },
    join: () => (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)),
    drop() {
      budget.give(bytes)
      chunks = []
      bytes = 0
    },
  }
}
