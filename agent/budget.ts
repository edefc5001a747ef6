/** Bytes that several owners share. */
export interface Budget {
  readonly used: number
  /** False, and nothing is taken, when that many are not left. */
  take(bytes: number): boolean
  give(bytes: number): void
}

export function buildBudget(bytesMax: number): Budget {
  let used = 0
  return {
    get used() {
      return used
    },
    take(bytes) {
      if (used + bytes > bytesMax) return false
      used += bytes
      return true
    },
    give(bytes) {
      used -= bytes
    },
  }
}
