import type { Preset, PresetColumn, PresetSummary, Reading } from '../../contract/index.ts'
import type { ComparedColumn } from './sides.ts'

/** Different values of all columns that are held for other tools' rules, which may look at all columns at once. */
const valuesMax = 10_000_000

const sizeOf = (summary: PresetSummary): number => (summary.kind === 'numeric' ? summary.cells.values.length : summary.counts.size)
export const isColumn = (summary: ComparedColumn['reference']): summary is PresetSummary => summary.kind === 'numeric' || summary.kind === 'category'

/** What other tools would have said, of the whole files. */
export interface PresetSaying {
  /** Columns of a part, as they come. */
  take(part: readonly ComparedColumn[]): void
  readings(): Reading[]
  /** Columns that were too large to be held. */
  readonly leftOut: readonly string[]
}

export function startPresets(presets: readonly Preset[]): PresetSaying {
  const held: PresetColumn[] = []
  const leftOut: string[] = []
  let values = 0
  return {
    leftOut,
    take(part) {
      if (presets.length === 0) return
      for (const { name, segment, presenceOnly, reference, current } of part) {
        if (segment !== '' || presenceOnly || !isColumn(reference) || !isColumn(current)) continue
        values += sizeOf(reference) + sizeOf(current)
        if (values > valuesMax) leftOut.push(name)
        else held.push({ name, reference, current })
      }
    },
    readings: () => (held.length === 0 ? [] : presets.flatMap(preset => preset.readings(held))),
  }
}
