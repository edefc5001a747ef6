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

/**
 * The key is made of the id and of what the batch holds, so the same id with other content is another batch and nothing is
 * swallowed. A sender that names no batch is known by its bytes: time stamps make equal bytes a true repeat.
 */
export function nameBatch(resource: Attributes, inferences: readonly Inference[], body: Buffer): BatchName {
  const id = textOf(resource.get(batchAttributes.id)) ?? ''
  if (id === '') return { key: keyOf(hash('sha256', body, 'buffer')), id, doubtful: true }
  const digest = createHash('sha256').update(id)
  for (const inference of inferences) digest.update(`\0${inference.id}\0${inference.batchSize}`)
  return { key: keyOf(digest.digest()), id, doubtful: Number(resource.get(batchAttributes.attempt) ?? 0) > 0 }
}

const keyOf = (digest: Buffer): bigint => (digest.readBigUInt64LE(8) << 64n) | digest.readBigUInt64LE(0)
