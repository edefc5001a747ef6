import type { Preset, PresetReference, Reading } from '../../contract/index.ts'
import type { ColumnSummary, WholeSpan } from './spans.ts'

/** What another tool would have said, window by window. */
export interface PresetReplay {
  readonly name: string
  /** Alarming readings by window. */
  readonly alarms: ReadonlyMap<number, readonly Reading[]>
}

/**
 * Replays windows through the rules of other tools.
 *
 * @param baseline  whole
 * @param chunks    the baseline's own windows, for rules that learn from them
 * @param windows   those that are judged
 */
export async function replayPresets(
  presets: readonly Preset[],
  { baseline, chunks, windows }: { baseline: ReadonlyMap<string, ColumnSummary>; chunks: readonly WholeSpan[]; windows: AsyncIterable<WholeSpan> },
): Promise<PresetReplay[]> {
  const known: PresetReference[] = Array.from(baseline, ([name, reference]) => ({
    name,
    reference,
    chunks: chunks.flatMap(([, columns]) => columns.get(name) ?? []),
  }))
  const rules = presets.map(preset => ({ name: preset.name, say: preset.learn(known), alarms: new Map<number, Reading[]>() }))
  for await (const [window, columns] of windows) {
    for (const { say, alarms } of rules) {
      const found = say(columns).filter(({ verdict }) => verdict === 'alarm')
      if (found.length > 0) alarms.set(window, found)
    }
  }
  return rules.map(({ name, alarms }) => ({ name, alarms }))
}
