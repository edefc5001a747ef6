import { type Deciding, type Detector, readRegistry, type SummaryKind } from '../../contract/index.ts'
import type { Slice } from './flights.ts'
import { columns } from './summaries.ts'

/** A deciding detector on a column. */
export interface Watched {
  readonly detector: string
  readonly column: keyof Slice
  readonly deciding: Deciding<SummaryKind, unknown>
}

/** Every deciding detector that reads columns, on every column it reads. */
export async function watchedColumns(): Promise<Watched[]> {
  const families = ['quality', 'drift'].map(family => readRegistry<Detector>(new URL(`../../detectors/${family}/`, import.meta.url), `${family}/`))
  const detectors = (await Promise.all(families)).flatMap(family => [...family.values()])
  return detectors.flatMap(({ name, reads, deciding }) => {
    if (!deciding) return []
    return [...columns].filter(([, kind]) => reads.includes(kind)).map(([column]) => ({ detector: name, column, deciding }))
  })
}
