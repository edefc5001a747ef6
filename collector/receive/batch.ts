import { createHash, hash } from 'node:crypto'
import { batchAttributes, type Inference } from '../../contract/index.ts'
import { textOf } from './attribute.ts'
import type { Attributes } from './records.ts'

/** Names what was sent together, so that the same sent again is known. */
export interface BatchName {
  /** 128 bits, in every row. */
  readonly key: bigint
  /** As the sender calls it; empty when it does not. */
  readonly id: string
  /** It may have been sent before: the store must be asked. */
  readonly doubtful: boolean
}

/** Names the groups of one request. `index` is the place of the group in it. */
export type NameBatch = (resource: Attributes, inferences: readonly Inference[], index: number) => BatchName

/**
 * The key is made of the id, the resource and the inferences, so the same id with other content is another batch and nothing
 * is swallowed. A sender that names no batch is known by the bytes of its request and the place in it: time stamps make
 * equal bytes a true repeat.
 *
 * @param body  as decompressed
 */
export function newBatchNames(body: Buffer): NameBatch {
  let ofBody: Buffer | undefined
  return (resource, inferences, index) => {
    const id = textOf(resource.get(batchAttributes.id)) ?? ''
    if (id !== '') return { key: contentKey(resource, inferences), id, doubtful: Number(resource.get(batchAttributes.attempt) ?? 0) > 0 }
    ofBody ??= hash('sha256', body, 'buffer')
    return { key: keyOf(createHash('sha256').update(ofBody).update(String(index)).digest()), id, doubtful: true }
  }
}

/** Without the attempt, which differs where the batch is the same. */
function contentKey(resource: Attributes, inferences: readonly Inference[]): bigint {
  const digest = createHash('sha256')
  for (const [name, value] of resource) if (name !== batchAttributes.attempt) digest.update(JSON.stringify([name, textOf(value) ?? null]))
  for (const { id, model, version, batchSize, atNs } of inferences) digest.update(JSON.stringify([id, model, version, batchSize, String(atNs)]))
  return keyOf(digest.digest())
}

const keyOf = (digest: Buffer): bigint => (digest.readBigUInt64LE(8) << 64n) | digest.readBigUInt64LE(0)
