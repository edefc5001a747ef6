/** A bounded set: the oldest are forgotten. */
export interface Recent {
  has(key: bigint): boolean
  add(key: bigint): void
  delete(key: bigint): void
}

export function newRecent(keysMax: number): Recent {
  // A Set iterates in the order of insertion, so its first is the oldest.
  const keys = new Set<bigint>()
  return {
    has: key => keys.has(key),
    add(key) {
      keys.delete(key)
      keys.add(key)
      if (keys.size <= keysMax) return
      for (const oldest of keys) {
        keys.delete(oldest)
        return
      }
    },
    delete: key => void keys.delete(key),
  }
}
