import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { type Clock, type CompareRequest, type Comparison, Failure, type ModelSchema, type Reproduction } from '../../contract/index.ts'
import { type Engine, listSchemas, newestSignal, newestVersion, resolvePendingLabels } from '../store/store.ts'
import type { Baseline } from './baseline.ts'
import { newlyBroken } from './broken.ts'
import { checkSettings } from './check-settings.ts'
import { compareWindows } from './compare/compare.ts'
import type { BaselineEdit } from './edit-baseline.ts'
import { type ImportLesson, importBaseline } from './import-baseline.ts'
import { labelMarginMs } from './labelled-hours.ts'
import { learnAsked, learnByRule, type Wish } from './learn-by-rule.ts'
import { type FileLesson, learnFile } from './learn-file.ts'
import { learnFirst } from './learn-window.ts'
import { makerOf } from './made.ts'
import { watchMetrics } from './metrics.ts'
import { emptyPost, type Post, type TickParts } from './post.ts'
import { findBaseline, useAgain } from './relearn.ts'
import { reproduceSignal } from './reproduce/reproduce.ts'
import { type Retention, retain } from './retain.ts'
import type { Detectors } from './series-plan.ts'
import type { WatchSettings } from './settings.ts'
import { editBaseline } from './stored-baselines.ts'
import { catchUp, judgeNow, type Ticked } from './tick.ts'
import { openTurns } from './turns.ts'

export interface WatchParts {
  readonly engine: Engine
  readonly settings: WatchSettings
  readonly keep: Retention
  readonly clock: Clock
  readonly registry: Registry
  readonly log: Logger
  readonly detectors: Detectors
  /** Version of this code, for signals to keep. */
  readonly code?: string
}

export type Lesson = Wish & { readonly model: string; readonly version: string }

export interface Watch {
  /** Rows to panes, panes to signals, for every model version. Never throws for one model what another could still do. */
  tick(): Promise<void>
  /** Learns a baseline from a past window, or by a seasonal rule, and takes it into use. @throws Failure NOT_FOUND, BAD_REQUEST */
  learn(lesson: Lesson): Promise<Baseline>
  /** Learns a baseline from a file and takes it into use. @throws Failure NOT_FOUND, BAD_REQUEST */
  learnFile(lesson: FileLesson): Promise<Baseline>
  /** Takes over what another tool's file says of columns. @throws Failure NOT_FOUND, BAD_REQUEST */
  importBaseline(lesson: ImportLesson): Promise<Baseline>
  /** Takes a stored baseline into use again. @throws Failure NOT_FOUND */
  useBaseline(hash: string): Promise<Baseline>
  /** Takes it into use as a person edited it. @throws Failure NOT_FOUND, BAD_REQUEST */
  editBaseline(hash: string, edit: BaselineEdit, reason: string): Promise<Baseline>
  /** Any window against any other, now; it does not wait for a round. @throws Failure NOT_FOUND, BAD_REQUEST, TOO_LARGE, OVERLOADED before the first round */
  compare(request: CompareRequest): Promise<Comparison>
  /** Computes a signal again from what the store still has. @throws Failure NOT_FOUND */
  reproduce(id: string): Promise<Reproduction>
  /** Waits for what is under way. */
  close(): Promise<void>
}

interface Room {
  readonly parts: WatchParts
  readonly tickParts: TickParts
  readonly tell: ReturnType<typeof watchMetrics>
  /** By model and version. */
  readonly posts: Map<string, Post>
  /** When pending labels were last held against new rows. */
  labelsMs: number
}

/**
 * The watch of all models of a store. It goes on where the store says it was. One piece of work at a time.
 *
 * @throws Failure STORE_UNAVAILABLE, CONFIG for metrics, sequential detectors and a time zone that cannot be meant
 */
export async function startWatch(parts: WatchParts): Promise<Watch> {
  checkSettings(parts.settings)
  const room: Room = { parts, tickParts: await tickPartsOf(parts), tell: watchMetrics(parts.registry), posts: new Map(), labelsMs: 0 }
  const turns = openTurns(room.tell.refused)
  return {
    tick: () => turns.take(() => tick(room)),
    learn: lesson => turns.ask(() => learn(room, lesson, post => learnAsked(room.tickParts, post, lesson))),
    learnFile: lesson => turns.ask(() => learn(room, lesson, (post, schema) => learnFile(room.tickParts, post, schema, lesson))),
    importBaseline: lesson => turns.ask(() => learn(room, lesson, (post, schema) => importBaseline(room.tickParts, post, schema, lesson))),
    useBaseline: hash => turns.ask(() => withBaseline(room, hash, (baseline, post) => useAgain(room.tickParts, post, baseline))),
    editBaseline: (hash, edit, reason) =>
      turns.ask(() => withBaseline(room, hash, (baseline, post, schema) => editBaseline(room.tickParts, post, schema, { baseline, edit, reason }))),
    compare: async request =>
      compareWindows({ ...room.tickParts, budget: parts.settings.budget, metrics: parts.settings.metrics }, await knownPost(room, request), request),
    reproduce: id => reproduceSignal(room.tickParts, id),
    close: () => turns.close(),
  }
}

async function tickPartsOf({ engine, settings, clock, detectors, code = '' }: WatchParts): Promise<TickParts> {
  let version = await newestVersion(engine)
  let signal = BigInt(await newestSignal(engine))
  return {
    engine,
    settings,
    clock,
    detectors,
    maker: await makerOf(engine, detectors, { settings, code }),
    // Microseconds, so that versions of one millisecond differ.
    nextVersion: () => (version = Math.max(version + 1, clock() * 1000)),
    nextSignals: count => {
      const first = signal + 1n
      signal += BigInt(count)
      return first
    },
  }
}

async function tick(room: Room): Promise<void> {
  const done = room.tell.time()
  const failures: unknown[] = []
  try {
    failures.push(...(await alone(room, { part: 'labels', model: '', version: '' }, () => resolveLabels(room))))
    for (const schemas of versionsOf(await listSchemas(room.parts.engine)).values()) {
      const { model = '', version = '' } = schemas[0] ?? {}
      failures.push(...(await alone(room, { part: 'model', model, version }, () => tickVersion(room, schemas))))
      failures.push(...(await alone(room, { part: 'retention', model, version }, () => retainVersion(room, postOf(room, schemas)))))
    }
  } finally {
    done()
  }
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} parts of a round failed; each is logged`)
  if (failures.length === 1) throw failures[0]
}

interface Part {
  readonly part: 'labels' | 'model' | 'retention'
  readonly model: string
  readonly version: string
}

/** What one part throws is logged and counted, and the others go on. */
async function alone(room: Room, { part, ...about }: Part, work: () => Promise<void>): Promise<unknown[]> {
  try {
    await work()
    return []
  } catch (error) {
    room.tell.failed(part, about)
    room.parts.log.error({ err: error, part, ...about }, 'a part of a round of watching failed; the next round tries it again')
    return [error]
  }
}

async function resolveLabels(room: Room): Promise<void> {
  const at = room.parts.clock()
  await resolvePendingLabels(room.parts.engine, { rowsSince: room.labelsMs, at })
  room.labelsMs = Math.max(0, at - labelMarginMs)
}

const keyOf = (schema: Pick<ModelSchema, 'model' | 'version'> | undefined): string => JSON.stringify([schema?.model, schema?.version])
const versionsOf = (schemas: readonly ModelSchema[]): Map<string, ModelSchema[]> => Map.groupBy(schemas, keyOf)

function postOf(room: Room, schemas: readonly ModelSchema[]): Post {
  const [schema] = schemas
  const key = keyOf(schema)
  const post = room.posts.get(key) ?? emptyPost(schema?.model ?? '', schema?.version ?? '')
  room.posts.set(key, post)
  return post
}

async function tickVersion(room: Room, schemas: readonly ModelSchema[]): Promise<void> {
  const { tickParts, tell, parts } = room
  const post = postOf(room, schemas)
  await withPost(room, post, async () => {
    const stale = await catchUp(tickParts, post, schemas)
    const baseline = (await learnFirst(tickParts, post)) ?? (await learnByRule(tickParts, post))
    if (baseline) parts.log.info({ model: baseline.model, version: baseline.version, baseline: baseline.hash, reason: baseline.reason }, 'baseline learned')
    const ticked: Ticked = { panes: stale.panes, lateRows: stale.lateRows, ...(await judgeNow(tickParts, post, stale)) }
    tell.ticked(post.watched, ticked)
    tellMetricFailures(room, post, ticked)
  })
}

function tellMetricFailures({ tell, parts }: Room, { watched: { model, version } }: Post, { metricFailures }: Ticked): void {
  for (const { metric, error } of metricFailures) {
    tell.failed('metric', { model, version })
    parts.log.error({ err: error, model, version, metric }, 'a metric of watch.metrics could not be said; mend its expression')
  }
}

async function retainVersion({ parts, tell }: Room, post: Post): Promise<void> {
  const { model, version } = post.watched
  const erased = await retain(parts.engine, post, parts)
  for (const [table, rows] of erased) tell.erased(table, { model, version }, rows)
  if (erased.size > 0) parts.log.info({ model, version, ...Object.fromEntries(erased) }, 'erased what is older than it is kept')
}

/** When it fails, what is in memory may be half of it; the store has the truth and is read anew. Series that broke are told once. */
async function withPost<Result>(room: Room, post: Post, work: () => Promise<Result>): Promise<Result> {
  const { model, version, broken } = post.watched
  try {
    return await work()
  } catch (error) {
    room.posts.delete(keyOf({ model, version }))
    throw error
  } finally {
    for (const { series, err } of newlyBroken(broken)) {
      room.tell.failed('series', { model, version })
      room.parts.log.error({ err, model, version, series }, 'a detector threw; its series is left out until a new baseline or a new start')
    }
  }
}

/** A model version that the watch has in memory. @throws Failure NOT_FOUND, OVERLOADED */
async function knownPost(room: Room, { model, version }: Pick<Lesson, 'model' | 'version'>): Promise<Post> {
  const post = room.posts.get(JSON.stringify([model, version]))
  if (post && post.watched.sources.length > 0) return post
  const schemas = await listSchemas(room.parts.engine, model)
  if (schemas.some(schema => schema.version === version))
    throw new Failure('OVERLOADED', `The rows of ${`${model} ${version}`.trim()} are not summarised yet; ask again`)
  throw nothingOf({ model, version }, schemas)
}

function nothingOf({ model, version }: Pick<Lesson, 'model' | 'version'>, known: readonly ModelSchema[]): Failure {
  const versions = [...new Set(known.map(schema => schema.version))]
  const others = versions.length === 0 ? ', so its columns are not known' : `; of ${model} there is version ${versions.join(', ')}`
  return new Failure('NOT_FOUND', `Nothing of ${`${model} ${version}`.trim()} has come yet${others}`)
}

type Teaching = (post: Post, schema: ModelSchema) => Promise<Baseline>

async function learn(room: Room, { model, version }: Pick<Lesson, 'model' | 'version'>, teach: Teaching): Promise<Baseline> {
  const known = await listSchemas(room.parts.engine, model)
  const schemas = known.filter(schema => schema.version === version)
  const schema = schemas.at(-1)
  if (!schema) throw nothingOf({ model, version }, known)
  const post = postOf(room, schemas)
  return withPost(room, post, async () => {
    await catchUp(room.tickParts, post, schemas)
    return teach(post, schema)
  })
}

async function withBaseline(room: Room, hash: string, work: (baseline: Baseline, post: Post, schema: ModelSchema) => Promise<Baseline>): Promise<Baseline> {
  const baseline = await findBaseline(room.tickParts, hash)
  return learn(room, baseline, (post, schema) => work(baseline, post, schema))
}
