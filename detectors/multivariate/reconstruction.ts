import type { SampleSummary } from '../../contract/index.ts'
import { type Components, componentsOf, type Kept, reconstructionErrors } from './components.ts'
import { encodedRows, encodingOf } from './encoded.ts'

interface Reconstruction {
  readonly plane: Components
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/** Errors of both sides from the plane of a baseline, which also says how its columns are standardised. */
export function reconstruct(
  learned: SampleSummary,
  sides: readonly [SampleSummary, SampleSummary],
  how: { readonly kept: Kept; readonly lost: 0 | 1 },
): Reconstruction {
  const encoding = encodingOf(learned, how.lost)
  const plane = componentsOf(encodedRows(learned, encoding), how.kept)
  const [before, after] = sides.map(side => reconstructionErrors(encodedRows(side, encoding), plane)) as [number[], number[]]
  return { plane, before, after }
}

const part = (sample: SampleSummary, keeps: (at: number) => boolean): SampleSummary => ({ ...sample, rows: sample.rows.filter((_, at) => keeps(at)) })

/**
 * The same twice: from a plane that was learned from half of the baseline, of the other half and of half of the window. A plane is nearer to the rows that it
 * was learned from: with one plane for all, a quiet window would seem to lie farther from it than the baseline.
 */
export const reconstructHalves = (baseline: SampleSummary, window: SampleSummary, how: { readonly kept: Kept; readonly lost: 0 | 1 }): Reconstruction[] =>
  [0, 1].map(half =>
    reconstruct(
      part(baseline, at => at % 2 !== half),
      [part(baseline, at => at % 2 === half), part(window, at => at % 2 === half)],
      how,
    ),
  )
