import type { Inference, ModelSchema } from '../../contract/index.ts'
import { type Engine, knownBatches, listSchemas, rowsOfBatch, storedId } from '../store/store.ts'
import type { Piece } from './piece.ts'

/**
 * Leaves out what the store has of batches that may have been stored before. Older schemas of the version are asked too:
 * a column may have come between the first attempt and this one.
 *
 * @param pieces    of one schema and day
 * @param onRepeat  called for each piece of which nothing is left
 */
export async function withoutStored(engine: Engine, pieces: readonly Piece[], onRepeat: () => void): Promise<readonly Piece[]> {
  const doubtful = pieces.filter(piece => piece.doubtful)
  const schema = doubtful[0]?.schema
  if (!schema) return pieces
  const stored = await readStored(engine, schema, new Set(doubtful.map(piece => piece.batch)))
  const fresh: Piece[] = []
  for (const piece of pieces) {
    const ids = stored.get(piece.batch)
    const inferences = ids ? piece.inferences.filter(inference => !ids.has(firstRow(inference))) : piece.inferences
    if (inferences.length > 0) fresh.push({ ...piece, inferences })
    else onRepeat()
  }
  return fresh
}

/** Rows of an inference are in one partition, and so all there or none. */
const firstRow = (inference: Inference): string => `${storedId(inference.id).id}/0`

async function readStored(engine: Engine, { model, version }: ModelSchema, batches: ReadonlySet<bigint>): Promise<Map<bigint, Set<string>>> {
  const stored = new Map<bigint, Set<string>>()
  const schemas = (await listSchemas(engine, model)).filter(schema => schema.version === version)
  for (const schema of schemas) {
    for (const batch of (await knownBatches(engine, schema, [...batches])).keys()) {
      const rows = await rowsOfBatch(engine, schema, batch)
      stored.set(batch, (stored.get(batch) ?? new Set()).union(rows))
    }
  }
  return stored
}
