import type { Clock, Inference } from '../../contract/index.ts'
import { type Engine, type IncomingLabel, insertLabels, insertRows } from '../store/store.ts'
import { assemble } from './assemble.ts'
import type { BatchName } from './batch.ts'
import { newGroups, type Sized } from './groups.ts'
import { allOf } from './lost.ts'
import { laneOf, type Piece, toPieces } from './piece.ts'
import { withoutStored } from './probe.ts'
import type { ReceiveMetrics } from './receive-metrics.ts'
import type { Refused } from './refusal.ts'
import { newRecent } from './repeats.ts'
import type { Schemas } from './schemas.ts'
import type { ReceiveSettings } from './settings.ts'
import type { Turns } from './turns.ts'

/** What was sent together under one name. */
export interface Batch {
  readonly name: BatchName
  readonly inferences: readonly Inference[]
  /** Of the request that it came in. */
  readonly turns: Turns
}

interface LabelPiece extends Sized {
  readonly labels: readonly IncomingLabel[]
}

/** Puts things into the store. Whoever is told that it worked may forget them. */
export interface Committer {
  /**
   * Stores what of a batch is not stored yet, but for model versions that are too many.
   *
   * @throws Failure: then the same batch may be sent again
   */
  storeBatch(batch: Batch): Promise<readonly Refused[]>
  storeLabels(labels: readonly IncomingLabel[]): Promise<void>
  /** Stores what waits, and takes nothing more. */
  close(): Promise<void>
}

export interface CommitParts {
  readonly engine: Engine
  readonly schemas: Schemas
  readonly settings: ReceiveSettings
  readonly metrics: ReceiveMetrics
  readonly clock: Clock
}

const labelBytes = 64

export function newCommitter(parts: CommitParts): Committer {
  const { schemas, settings, metrics, clock } = parts
  const startedAt = clock()
  const stored = newRecent(settings.repeatsMax)
  /** Batches that failed or were refused in part: the store may have some of them nevertheless. */
  const unsure = newRecent(settings.repeatsMax)
  const running = new Map<bigint, Promise<readonly Refused[]>>()
  const rows = newGroups<Piece>(settings, (_, pieces) => insertPieces(parts, pieces))
  const labels = newGroups<LabelPiece>(settings, (_, pieces) => insertLabelPieces(parts, pieces))

  const storeNew = async ({ name, inferences, turns }: Batch): Promise<readonly Refused[]> => {
    const doubtful = name.doubtful || unsure.has(name.key) || clock() - startedAt < settings.probeMs
    const { pieces, refused } = await toPieces(schemas, inferences, { batch: name.key, doubtful })
    unsure.add(name.key)
    // All of them are awaited, so that nothing of a batch is under way when its sender hears of a failure and sends it again.
    const results = await Promise.allSettled(pieces.map(piece => turns(laneOf(piece), () => rows.add(laneOf(piece), piece))))
    allOf(results)
    if (refused.length > 0) return refused
    unsure.delete(name.key)
    stored.add(name.key)
    return refused
  }

  return {
    async storeBatch(batch) {
      const { key } = batch.name
      const before = stored.has(key) ? Promise.resolve([]) : running.get(key)
      if (before) {
        metrics.repeated.inc()
        return before
      }
      const work = storeNew(batch).finally(() => running.delete(key))
      running.set(key, work)
      return work
    },
    storeLabels: items =>
      items.length === 0 ? Promise.resolve() : labels.add('labels', { labels: items, rows: items.length, bytes: items.length * labelBytes }),
    async close() {
      await Promise.all([rows.close(), labels.close()])
    },
  }
}

async function insertPieces({ engine, metrics, clock }: CommitParts, pieces: readonly Piece[]): Promise<void> {
  const fresh = await withoutStored(engine, pieces, () => metrics.repeated.inc())
  const schema = fresh[0]?.schema
  if (!schema) return
  const { block, wrongValues } = assemble(schema, fresh, clock())
  await timed(metrics, 'rows', () => insertRows(engine, schema, block))
  metrics.rows.inc(block.rows)
  metrics.wrongValues.inc(wrongValues)
}

async function insertLabelPieces({ engine, metrics, clock }: CommitParts, pieces: readonly LabelPiece[]): Promise<void> {
  const labels = pieces.flatMap(piece => piece.labels)
  await timed(metrics, 'labels', () => insertLabels(engine, labels, clock()))
  metrics.labels.inc({ outcome: 'stored' }, labels.length)
}

async function timed(metrics: ReceiveMetrics, table: string, work: () => Promise<unknown>): Promise<void> {
  const end = metrics.insertSeconds.startTimer({ table })
  await work()
  end()
}
