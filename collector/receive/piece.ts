import type { Inference, ModelSchema } from '../../contract/index.ts'
import { dayOf } from './admission.ts'
import { rowsOf } from './assemble.ts'
import type { Sized } from './groups.ts'
import { isRefusal, type Refused } from './refusal.ts'
import type { Schemas } from './schemas.ts'

/** The part of a batch that goes into one table and day. An insert into one partition is all or nothing. */
export interface Piece extends Sized {
  readonly schema: ModelSchema
  readonly batch: bigint
  /** The store may have it already. */
  readonly doubtful: boolean
  readonly inferences: readonly Inference[]
}

/** What a value of a row costs while it waits, about. */
const valueBytes = 8

/** Pieces with the same name go into the same partition of the same table. */
export const laneOf = ({ schema, inferences: [first] }: Piece): string => `${schema.number} ${first ? dayOf(first.atNs) : 0n}`

interface Cut {
  readonly pieces: readonly Piece[]
  readonly refused: readonly Refused[]
}

/** Cuts a batch by model version, hence by table, and by day. */
export async function toPieces(schemas: Schemas, inferences: readonly Inference[], batch: Pick<Piece, 'batch' | 'doubtful'>): Promise<Cut> {
  const byVersion = Map.groupBy(inferences, ({ model, version }) => `${model}\0${version}`)
  const pieces: Piece[] = []
  const refused: Refused[] = []
  for (const ofVersion of byVersion.values()) {
    const schema = await schemas.of(ofVersion)
    if (isRefusal(schema)) {
      refused.push({ records: ofVersion.length, refusal: schema })
      continue
    }
    for (const ofDay of Map.groupBy(ofVersion, ({ atNs }) => dayOf(atNs)).values()) {
      const rows = rowsOf(ofDay)
      pieces.push({ ...batch, schema, inferences: ofDay, rows, bytes: rows * schema.columns.length * valueBytes })
    }
  }
  return { pieces, refused }
}
