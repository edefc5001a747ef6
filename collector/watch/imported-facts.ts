import type { CategorySummary, Cells, Column, NumericSummary } from '../../contract/index.ts'
import { quantileOf } from '../../detectors/summaries/cells.ts'
import { numericOf } from '../../detectors/summaries/numeric.ts'
import { quantileShares } from '../store/store.ts'
import type { Distribution, ImportedColumn } from './define-import.ts'
import type { Fact } from './facts.ts'
import type { GridPlan } from './grid.ts'
import type { Counted } from './profile.ts'

type Numbers = Extract<Distribution, { kind: 'numeric' }>
type Texts = Extract<Distribution, { kind: 'category' }>

/** What a file said of one column of a model, as a fact without a time: a column of which it told no values has no rows. */
export function importedFact({ name, type }: Column, said: ImportedColumn | undefined): Fact {
  const { distribution, rows } = said ?? {}
  const sizes = { present: rows?.present ?? rowsOf(distribution), missing: rows?.missing ?? 0 }
  const summary = type === 'numeric' ? numbersOf(kindOr(distribution, 'numeric'), sizes) : textsOf(kindOr(distribution, 'category'), sizes)
  return { startMs: 0, segment: '', subject: name, summary }
}

interface Sizes {
  readonly present: number
  readonly missing: number
}

const kindOr = <Kind extends Distribution['kind']>(distribution: Distribution | undefined, kind: Kind): Extract<Distribution, { kind: Kind }> | null =>
  distribution?.kind === kind ? (distribution as Extract<Distribution, { kind: Kind }>) : null

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
const rowsOf = (distribution: Distribution | undefined): number =>
  distribution === undefined ? 0 : sum(distribution.kind === 'numeric' ? distribution.counts : distribution.counts.map(([, count]) => count))

const sized = ({ present, missing }: Sizes) => ({ n: present + missing, nulls: missing, bad: 0, weight: present + missing, weight2: present + missing })

/** A sketch stands for as many rows as were present, give or take a few: its counts are scaled to them. */
function numbersOf(said: Numbers | null, sizes: Sizes): NumericSummary {
  const counts = { ...sized(said ? sizes : { present: 0, missing: 0 }), nans: said ? sizes.missing : 0, pinf: 0, ninf: 0 }
  if (!said) return numericOf(counts, cellsOf([], [], 0))
  const factor = sizes.present / Math.max(1, sum(said.counts))
  const cells = cellsOf(
    said.values,
    said.counts.map(count => count * factor),
    said.resolution,
  )
  return withMoments({ ...numericOf(counts, cells), lo: said.lo, hi: said.hi }, said)
}

const cellsOf = (values: readonly number[], counts: readonly number[], resolution: number): Cells => ({
  values: Float64Array.from(values),
  counts: Float64Array.from(counts),
  resolution,
})

/** Mean and deviation as the file says them are exact; those of buckets are not. */
function withMoments(summary: NumericSummary, { mean, deviation }: Numbers): NumericSummary {
  if (mean === null || deviation === null) return summary
  const { center, scale } = summary
  const [weight, , , third, fourth] = summary.moments
  const z = (mean - center) / scale
  return { ...summary, moments: [weight, weight * z, weight * (z * z + (deviation / scale) ** 2), third, fourth] }
}

function textsOf(said: Texts | null, sizes: Sizes): CategorySummary {
  if (!said) return { kind: 'category', ...sized({ present: 0, missing: 0 }), counts: new Map(), rest: 0, distinct: 0 }
  return { kind: 'category', ...sized(sizes), counts: new Map(said.counts), rest: Math.max(0, sizes.present - rowsOf(said)), distinct: said.distinct }
}

/** The same for people. */
export function importedProfile({ name, type, role }: Column, said: ImportedColumn | undefined, { summary }: Fact): Counted {
  const content = said?.content ?? (type === 'numeric' ? 'numeric' : 'categorical')
  const { n, nulls } = summary as NumericSummary | CategorySummary
  const common = { name, type, role, content, contentOrigin: 'inferred' as const, reason: said?.content ? 'as the file says' : 'taken as it is stored' }
  const counted = { ...common, rows: n, missing: nulls, wrong: 0 }
  if (summary.kind === 'numeric') return { ...counted, numeric: numbersProfile(summary, said?.distribution) }
  return summary.kind === 'category' ? { ...counted, category: { distinct: summary.distinct, top: [...summary.counts].slice(0, topMax) } } : counted
}

const topMax = 20
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

function numbersProfile({ center, scale, lo, hi, cells }: NumericSummary, said: Distribution | undefined): NonNullable<Counted['numeric']> {
  const { mean = null, deviation = null } = said?.kind === 'numeric' ? said : {}
  const at = (share: number): number | null => (cells.values.length === 0 ? null : quantileOf(cells, share))
  return {
    center,
    scale,
    mean,
    deviation,
    lo: orNull(lo),
    hi: orNull(hi),
    quantiles: Object.fromEntries(quantileShares.map(share => [String(share), at(share)])),
  }
}

/** Centres and scales for a model of which no pane was ever cut. */
export const importedGrid = (facts: readonly Fact[]): GridPlan => ({
  number: 1,
  numbers: facts.flatMap(({ subject, summary }) => (summary.kind === 'numeric' ? [[subject, summary.center, summary.scale] as const] : [])),
  segments: [],
})

/** Columns of which the values themselves are known, not only which bucket they fell into: what shown detectors can be held against. */
export const isFine = ({ distribution }: ImportedColumn): boolean =>
  distribution !== undefined && (distribution.kind === 'category' || distribution.resolution === 0)
