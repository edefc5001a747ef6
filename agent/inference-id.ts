import { randomBytes } from 'node:crypto'
import { headers, limits } from '../contract/index.ts'

/** Headers that carry an inference id, the most specific first. */
const idHeaders = ['ce-id', 'x-amzn-sagemaker-inference-id', 'seldon-puid', headers.inferenceId] as const

const usable = (id: string | null | undefined): string | null => (id && id.length <= limits.idCharactersMax && !id.includes('\0') ? id : null)

/** The id that a client gave in its headers, or null. */
export function headerId(head: ReadonlyMap<string, string>): string | null {
  const name = idHeaders.find(header => usable(head.get(header)) !== null)
  return name ? (head.get(name) ?? null) : null
}

/** What is known about who the inference is; each may be absent or useless (empty, over 512 characters, with a NUL). */
export interface IdSources {
  readonly requestBody: string | null
  readonly requestHeader: string | null
  readonly answerHeader: string | null
  readonly injected: string | null
  readonly answerBody: string | null
}

/** The id that the client can know, so that its labels join: its own, else the one it was told. */
export const chooseId = (sources: IdSources): string | null =>
  usable(sources.requestBody) ?? usable(sources.requestHeader) ?? usable(sources.answerHeader) ?? usable(sources.injected) ?? usable(sources.answerBody)

/** A UUID of version 7: 48 bits of milliseconds, the rest random, so that ids sort by time (RFC 9562, 5.7). */
export function uuid7(atMs: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(atMs, 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
