import type { VolumeSummary } from '../../contract/index.ts'

/** @param rowsBySlot  rows of each slot of the span, empty slots included */
export function volumeOf(rowsBySlot: readonly number[]): VolumeSummary {
  return { kind: 'volume', n: rowsBySlot.reduce((sum, rows) => sum + rows, 0), slots: rowsBySlot.length, filled: rowsBySlot.filter(rows => rows > 0).length }
}

/** Both spans together. */
export const mergeVolume = (a: VolumeSummary, b: VolumeSummary): VolumeSummary => ({
  kind: 'volume',
  n: a.n + b.n,
  slots: a.slots + b.slots,
  filled: a.filled + b.filled,
})
