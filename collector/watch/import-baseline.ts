import { type Column, Failure, type ModelSchema } from '../../contract/index.ts'
import { type Baseline, type BaselineSeries, type Kept, type KeptColumn, keptOf, nameBaseline } from './baseline.ts'
import type { Broken } from './broken.ts'
import { unlessBroken } from './broken.ts'
import { cutAnew } from './cut-anew.ts'
import type { Imported, ImportedColumn } from './define-import.ts'
import type { Fact } from './facts.ts'
import { summarised } from './grid.ts'
import { importedFact, importedGrid, importedProfile } from './imported-facts.ts'
import { wanted } from './learn.ts'
import { takeInto } from './learn-window.ts'
import type { Post, TickParts } from './post.ts'
import { relearn } from './relearn.ts'
import { planSeries } from './series-plan.ts'
import { statedBy } from './stated.ts'

export interface ImportLesson {
  readonly model: string
  readonly version: string
  /** As the sender calls the file, and which kind it is. */
  readonly name: string
  readonly format: string
  readonly imported: Imported
  readonly reason: string
}

/**
 * Takes over what another tool's file says of the columns of a model. A file with distributions becomes a baseline of its own, to be judged against
 * at once; one without amends the baseline in use, or, where there is none, becomes a baseline of rules alone.
 *
 * @throws Failure BAD_REQUEST when no column of the file is one of the model
 */
export async function importBaseline(parts: TickParts, post: Post, schema: ModelSchema, lesson: ImportLesson): Promise<Baseline> {
  const { fitting, notes } = matched(schema, lesson)
  const current = post.watched.baseline
  const kept = merged(keptOf(current), fitting, lesson.name)
  if (current && ![...fitting.values()].some(one => one.distribution)) return relearn(parts, post, current, { kept, notes, reason: lesson.reason })
  return importFresh(parts, post, schema, { ...lesson, fitting: [...fitting.values()], kept, notes })
}

export interface FreshLesson extends Omit<ImportLesson, 'imported'> {
  readonly fitting: readonly ImportedColumn[]
  readonly kept: Kept
  readonly notes: readonly string[]
}

/** A baseline of what a file told: judged like one of a file without event time, whose noise is learned as time goes on. */
export async function importFresh(parts: TickParts, post: Post, schema: ModelSchema, lesson: FreshLesson): Promise<Baseline> {
  const said = new Map(lesson.fitting.map(one => [one.name, one]))
  const columns = summarised(schema)
  const facts = columns.map(column => importedFact(column, said.get(column.name)))
  const profiles = columns.map((column, at) => wanted(importedProfile(column, said.get(column.name), facts[at] as Fact), lesson.kept))
  const broken: Broken = new Map()
  const planned = planSeries(schema, facts, parts.detectors, { segmentsMax: parts.settings.segmentSeriesMax, broken, profiles })
  const rules = new Map(profiles.map(profile => [profile.name, statedBy(profile.constraints)]))
  const told = planned.series.filter(({ subject, detector }) => said.get(subject)?.distribution !== undefined || rules.get(subject)?.has(detector) === true)
  const plan = post.watched.sources.at(-1)?.plan ?? importedGrid(facts)
  const baseline = nameBaseline({
    model: lesson.model,
    version: lesson.version,
    source: { kind: 'import', name: lesson.name, format: lesson.format },
    reason: lesson.reason,
    rows: Math.max(0, ...profiles.map(profile => profile.rows)),
    span: null,
    schema: schema.number,
    grid: plan,
    columns: profiles,
    series: told.flatMap(series => unlessBroken(broken, series.key, () => tallied(series, facts, parts)) ?? []),
    unlearned: [],
    dropped: planned.dropped,
    notes: lesson.notes,
    imported: lesson.fitting,
  })
  return takeInto(parts, post, { baseline, history: [], broken }, { prepared: await cutAnew(parts, post, plan), staged: null })
}

function tallied(series: Omit<BaselineSeries, 'tally'>, facts: readonly Fact[], { detectors }: TickParts): BaselineSeries {
  const fact = facts.find(one => one.subject === series.subject)
  const deciding = detectors.get(series.detector)?.deciding
  if (!fact || !deciding) throw new Error(`${series.key} was planned without a detector or a fact`)
  return { ...series, tally: Array.from(deciding.tally(series.frame, fact.summary)) }
}

/** Columns of the file that are the model's, by name; what does not fit is named. */
function matched(schema: ModelSchema, { imported, name }: ImportLesson): { fitting: Map<string, ImportedColumn>; notes: string[] } {
  const columns = new Map(summarised(schema).map(column => [column.name, column]))
  const known = imported.columns.filter(one => columns.has(one.name))
  if (known.length === 0)
    throw new Failure('BAD_REQUEST', `${name} speaks of no column of ${schema.model}: ${schema.columns.map(column => column.name).join(', ')}`)
  const others = imported.columns.filter(one => !columns.has(one.name)).map(one => one.name)
  const spoken = new Set(known.map(one => one.name))
  const silent = [...columns.keys()].filter(one => !spoken.has(one))
  const clashes = known.filter(one => !suits(columns.get(one.name) as Column, one))
  return {
    fitting: new Map(known.filter(one => !clashes.includes(one)).map(one => [one.name, one])),
    notes: [
      ...imported.notes,
      ...(others.length > 0 ? [`not of the model, so left out: ${others.join(', ')}`] : []),
      ...(silent.length > 0 ? [`not in ${name}: ${silent.join(', ')}`] : []),
      ...clashes.map(
        one => `column ${one.name} is ${one.content ?? 'another kind'} in ${name}, but here it is stored as ${columns.get(one.name)?.type ?? ''}: left out`,
      ),
    ],
  }
}

/** Numbers are told of numbers, and texts of texts. */
function suits({ type }: Column, { content, distribution, constraints }: ImportedColumn): boolean {
  if (distribution && distribution.kind !== type) return false
  if (type === 'category') return content !== 'numeric' && content !== 'integer'
  return content !== 'text' && !constraints.domain
}

/** Words that say little more than how a column is stored overrule nothing that was found in its values. */
const vague = new Set(['numeric', 'integer', 'categorical'])

function merged(before: Kept, fitting: ReadonlyMap<string, ImportedColumn>, name: string): Kept {
  const entries = Array.from(fitting.values(), ({ name: column, content, constraints }): [string, KeptColumn] => {
    const known = before.get(column)
    const said = content === null || vague.has(content) ? known?.said : { content, contentOrigin: 'imported' as const, reason: `as ${name} says` }
    return [column, { ...(said ? { said } : {}), constraints: { ...known?.constraints, ...constraints } }]
  })
  return new Map([...before, ...entries])
}
