import {
  type Column,
  type ColumnContent,
  type Deciding,
  type Detector,
  defaults,
  hardlyRepeats,
  hourMs,
  type ModelSchema,
  type SummaryKind,
  seriesKey,
} from '../../contract/index.ts'
import type { ColumnProfile } from './baseline.ts'
import { type Broken, unlessBroken } from './broken.ts'
import type { Fact } from './facts.ts'
import { type PlannedSeries, type Series, sliceMs, usualLengths } from './series.ts'
import { statedBy } from './stated.ts'

export type Detectors = ReadonlyMap<string, Detector>
export type AnyDeciding = Deciding<SummaryKind, unknown>

/** What is judged of a fact of one kind: whole-model columns at every length, all else by the day. */
const termsOf = ({ segment, summary }: Fact): Pick<Series, 'group' | 'lengths' | 'stepMs'> => {
  if (summary.kind === 'scores' || summary.kind === 'groups') return { group: 'performance', lengths: ['24h'], stepMs: hourMs }
  if (segment !== '') return { group: 'segments', lengths: ['24h'], stepMs: hourMs }
  return { group: 'columns', lengths: usualLengths, stepMs: sliceMs }
}

/** What is known of a column: its schema's entry, and what it was found to hold. */
export interface KnownColumn {
  readonly column: Column | undefined
  readonly content: ColumnContent | undefined
}

/** Whether a value is there and fit is asked of the column that a derived one is worked out of. */
const isDerived = (column: Column | undefined): boolean => column?.derived !== undefined

/** Does a detector apply to what a fact is about? Columns by their role and content; scores, groups and volume have none. */
export function applies(detector: Detector, fact: Pick<Fact, 'subject' | 'segment' | 'summary'>, { column, content }: KnownColumn): boolean {
  const { kind } = fact.summary
  if (!detector.reads.includes(kind)) return false
  if (kind !== 'numeric' && kind !== 'category') return true
  if (detector.anyContent !== true ? content !== undefined && hardlyRepeats(content) : isDerived(column)) return false
  return column !== undefined && column.pending === undefined && detector.roles.includes(column.role) && !fact.segment.startsWith(`${column.name}=`)
}

/** Outputs and performance come before inputs where not everything can be watched. */
const ranks = new Map([
  ['score', 1],
  ['class', 1],
  ['output', 2],
])
const rankOf = (column: Column | undefined): number => (column === undefined ? 0 : (ranks.get(column.role) ?? 3))

/** Broken series that are remembered. */
const brokenMax = 4_000

export interface Planned {
  readonly series: readonly Series[]
  /** Those whose detector threw. */
  readonly broken: readonly PlannedSeries[]
  /** Series of segments that are over the bound and not watched. */
  readonly dropped: number
}

/**
 * The series of a baseline: every deciding detector on every fact it applies to, with what it learns from it.
 *
 * @param totals       the baseline as one slice
 * @param profiles     what is known and wanted of each column: stated constraints are rules, and turn on the detectors that need one
 * @param broken       series whose detector throws are noted here
 * @param segmentsMax  most series of segments; outputs come first, then inputs in the order of the schema
 */
export function planSeries(
  schema: ModelSchema,
  totals: readonly Fact[],
  detectors: Detectors,
  { segmentsMax, broken, profiles }: { readonly segmentsMax: number; readonly broken: Broken; readonly profiles: readonly ColumnProfile[] },
): Planned {
  const columns = new Map(schema.columns.map(column => [column.name, column]))
  const known = new Map(profiles.map(profile => [profile.name, profile]))
  const ranked = totals.map(fact => ({ fact, rank: fact.segment === '' ? 0 : rankOf(columns.get(fact.subject)) })).sort((a, b) => a.rank - b.rank)
  const planned = ranked.flatMap(({ fact }) => seriesOf(fact, { column: columns.get(fact.subject), profile: known.get(fact.subject) }, { detectors, broken }))
  const all = planned.filter(series => 'frame' in series)
  const segments = all.filter(series => series.segment !== '')
  const kept = new Set(segments.slice(0, segmentsMax))
  return {
    series: all.filter(series => series.segment === '' || kept.has(series)),
    broken: planned.filter(series => !('frame' in series)).slice(0, brokenMax),
    dropped: segments.length - kept.size,
  }
}

function seriesOf(
  fact: Fact,
  { column, profile }: { readonly column: Column | undefined; readonly profile: ColumnProfile | undefined },
  { detectors, broken }: { readonly detectors: Detectors; readonly broken: Broken },
): (Series | PlannedSeries)[] {
  const stated = statedBy(profile?.constraints ?? {})
  return [...detectors.values()].flatMap(detector => {
    const { deciding } = detector
    const rule = stated.get(detector.name)
    const chosen = applies(detector, fact, { column, content: profile?.content }) || (rule !== undefined && detector.reads.includes(fact.summary.kind))
    if (!deciding || !chosen) return []
    const { subject, segment } = fact
    const key = seriesKey({ detector: detector.name, subject, segment })
    const planned = { key, detector: detector.name, subject, segment, ...termsOf(fact) }
    // Boxed, because null is a frame too.
    const settings = { ...defaults(detector.settings), ...rule }
    const learned = unlessBroken(broken, key, () => ({ frame: deciding.frame(fact.summary, settings) }))
    return [learned ? { ...planned, frame: learned.frame, settings } : planned]
  })
}
