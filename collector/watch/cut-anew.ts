import { writeProgress } from '../store/store.ts'
import type { GridPlan } from './grid.ts'
import { markDirty, remembered } from './load.ts'
import type { Post, TickParts } from './post.ts'
import { type Source, useGrid } from './source.ts'
import { summarise } from './summarise.ts'

/** A model version as another grid cuts it, beside the one in use. */
export interface Prepared {
  /** In the order of those in use. */
  readonly sources: readonly Source[]
  /** Takes the grid into use, at once. */
  use(): void
}

/**
 * Cuts what may still change anew, so that whoever compares meanwhile sees every row by the old grid, and afterwards by the new one. A new grid is remembered
 * first: dying later leaves its panes dirty, never panes of a grid that nobody knows.
 */
export async function cutAnew(parts: TickParts, { watched, shown }: Post, plan: GridPlan): Promise<Prepared> {
  const sources: Source[] = []
  for (const source of watched.sources) sources.push(await cutOne(parts, source, { plan, watermarkMs: watched.watermarkMs }))
  return {
    sources,
    use() {
      for (const [at, source] of watched.sources.entries()) if (sources[at]) takeOver(source, sources[at])
      // Hours that were read by the old grid do not add up with those to come.
      shown.hours.clear()
    },
  }
}

async function cutOne(
  { engine, settings, nextVersion }: TickParts,
  source: Source,
  { plan, watermarkMs }: { readonly plan: GridPlan; readonly watermarkMs: number },
): Promise<Source> {
  if (source.plan === plan) return { ...source }
  await writeProgress(engine, source.schema.number, remembered.grid, { version: BigInt(nextVersion()), value: plan })
  const again = { ...source, minutes: new Set<number>(), hours: new Set<number>() }
  useGrid(again, plan)
  const newestMs = source.newestMs ?? 0
  const oldestMs = newestMs - settings.rowLatenessMs
  markDirty(again, { fromMs: Math.max(source.firstMs ?? 0, oldestMs), toMs: newestMs + 1 })
  await summarise(engine, again, { watermarkMs, oldestMs, paneRowsMax: settings.paneRowsMax, nextVersion })
  return again
}

/** What is not closed yet waits for its round under the new grid too. */
function takeOver(source: Source, again: Source): void {
  useGrid(source, again.plan)
  source.names = again.names
  for (const minute of again.minutes) source.minutes.add(minute)
  for (const hour of again.hours) source.hours.add(hour)
}
