import { hash } from 'node:crypto'
import type { BaselineRule, ColumnContent, ColumnRole, ColumnType, DerivedFrom, ModelDeclaration } from '../../contract/index.ts'
import { declaredContent } from '../store/store.ts'
import { type Constraints, lastingOf } from './constraints.ts'
import type { ImportedColumn } from './define-import.ts'
import type { Said } from './derived.ts'
import type { GridPlan } from './grid.ts'
import type { Span } from './schedule.ts'
import type { Season } from './season.ts'
import type { PlannedSeries, Series } from './series.ts'

/** What was normal for one column, for people to read. */
export interface ColumnProfile {
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
  /** What it holds, who says so, and why. */
  readonly content: ColumnContent
  readonly contentOrigin: 'inferred' | 'declared' | 'edited' | 'imported'
  readonly reason: string
  /** What it is worked out of, where no row holds it. */
  readonly derived?: DerivedFrom
  readonly rows: number
  readonly missing: number
  readonly wrong: number
  readonly numeric?: {
    readonly center: number
    readonly scale: number
    readonly mean: number | null
    readonly deviation: number | null
    readonly lo: number | null
    readonly hi: number | null
    /** Share to value. */
    readonly quantiles: Readonly<Record<string, number | null>>
  }
  readonly category?: {
    readonly distinct: number
    /** Text and rows, most frequent first. */
    readonly top: readonly (readonly [string, number])[]
  }
  readonly constraints: Constraints
}

/** What people said of a column in a baseline: it stays when the baseline is learned again. */
export interface KeptColumn {
  /** What it holds, where a person or a file said so. */
  readonly said?: Pick<ColumnProfile, 'content' | 'contentOrigin' | 'reason'>
  readonly constraints: Constraints
}
export type Kept = ReadonlyMap<string, KeptColumn>

/** What is to be kept of a baseline, by column. */
export const keptOf = (baseline: Pick<Baseline, 'columns'> | null): Kept =>
  new Map(
    (baseline?.columns ?? []).map(({ name, content, contentOrigin, reason, constraints }) => [
      name,
      {
        ...(contentOrigin === 'edited' || contentOrigin === 'imported' ? { said: { content, contentOrigin, reason } } : {}),
        constraints: lastingOf(constraints),
      },
    ]),
  )

/** What people said that columns hold. What stands in a baseline was said later than what was declared. */
export const saidOf =
  (declaration: ModelDeclaration, kept: Kept): Said =>
  column =>
    kept.get(column)?.said?.content ?? declaredContent(column, declaration)

/** One series with the sum of its baseline. */
export interface BaselineSeries extends Series {
  readonly tally: readonly number[]
  /** Of a seasonal baseline: tallies of the hours that its season speaks of, summed over its earlier days. */
  readonly hours?: readonly number[]
}

/** One series of which nothing could be learned, because its detector threw. */
export interface UnlearnedSeries extends PlannedSeries {
  /** What the detector said. */
  readonly complaint: string
}

/** What normal means for a model version. Readable JSON; everything that judging needs but the noise, which is in the history of its hash. */
export interface Baseline {
  readonly hash: string
  readonly model: string
  readonly version: string
  readonly source: BaselineOrigin
  /** Why it was learned. */
  readonly reason: string
  readonly rows: number
  /** Event time that it covers, from its first moment to its last; null for a file without one. */
  readonly span: Span | null
  /** Where that is not all of it: the parts that it was learned from, oldest first. */
  readonly spans?: readonly Span[]
  readonly season?: Season
  /** Number of the schema under which its panes stand. */
  readonly schema: number
  readonly grid: GridPlan
  readonly columns: readonly ColumnProfile[]
  readonly series: readonly BaselineSeries[]
  readonly unlearned: readonly UnlearnedSeries[]
  /** Series of segments that are not watched, because there are too many. */
  readonly dropped: number
  /** What did not fit while it was learned, each a sentence. */
  readonly notes: readonly string[]
  /** What another tool's file said of columns; the rows themselves were never here. */
  readonly imported?: readonly ImportedColumn[]
}

/** Where a baseline comes from: of a window the rule that chose it, where one is declared. Of an import the format is a name in `imports/`. */
export type BaselineOrigin =
  | {
      readonly kind: 'window'
      readonly rule?: BaselineRule
      /** Nobody declared the rule: it came with this baseline, and holds while this one, or one that it led to, is in use. */
      readonly standing?: true
    }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'import'; readonly name: string; readonly format: string }

/** Names a baseline by its content: the same rows learned twice are the same baseline. 128 bits of SHA-256, hexadecimal. */
export function nameBaseline(content: Omit<Baseline, 'hash'>): Baseline {
  const { reason: _, schema: __, unlearned: ___, notes: ____, grid, ...named } = content
  return { hash: hash('sha256', JSON.stringify([named, grid.numbers, grid.segments]), 'hex').slice(0, 32), ...content }
}

/** Event time that a baseline was learned from, oldest first; none for a file without it. */
export const spansOf = ({ span, spans }: Pick<Baseline, 'span' | 'spans'>): readonly Span[] => spans ?? (span ? [span] : [])

/** A baseline as it was stored. In one of before contents were inferred, columns hold what they are stored as, and nobody has said what is wanted. */
export function storedBaseline(body: string): Baseline {
  const baseline = JSON.parse(body) as Baseline
  return {
    ...Object.assign({ notes: [] as readonly string[] }, baseline),
    columns: baseline.columns.map(column => Object.assign(unknownContent(column.type), column)),
  }
}

const unknownContent = (type: ColumnType) => ({
  content: type === 'numeric' ? ('numeric' as const) : ('categorical' as const),
  contentOrigin: 'inferred' as const,
  reason: 'taken as it is stored',
  constraints: {},
})
