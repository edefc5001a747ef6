import { Failure } from '../../contract/index.ts'

/** Bytes of bodies in flight. Taken before they are allocated, given back when the request is answered. */
export interface Memory {
  /** @throws Failure OVERLOADED when the bytes are not free */
  take(bytes: number): void
  give(bytes: number): void
  readonly usedBytes: number
}

export function newMemory(bytesMax: number): Memory {
  let used = 0
  return {
    take(bytes) {
      if (used + bytes > bytesMax) throw new Failure('OVERLOADED', 'Too much is waiting to be stored; send again later')
      used += bytes
    },
    give(bytes) {
      used -= bytes
    },
    get usedBytes() {
      return used
    },
  }
}

/** What one request has taken, so that it gives back exactly that, however it ends. */
export interface Share {
  take(bytes: number): void
  release(): void
}

export function newShare(memory: Memory): Share {
  let taken = 0
  return {
    take(bytes) {
      memory.take(bytes)
      taken += bytes
    },
    release() {
      memory.give(taken)
      taken = 0
    },
  }
}
