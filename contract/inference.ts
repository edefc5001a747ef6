/** Values of one column of one inference, one entry a row. `null` is missing; anything but number, text or boolean is a vector or object. */
export type Values = readonly unknown[]

/**
 * One request to a model and its reply, as captured. Everything is by column, every array `batchSize` long.
 * Foreign names are data: columns are Maps, never plain objects.
 */
export interface Inference {
  /** As the client or server named it; joins labels. */
  readonly id: string
  /** Event time, nanoseconds since 1970 (UTC). */
  readonly atNs: bigint
  readonly model: string
  readonly version: string
  readonly batchSize: number
  readonly inputs: ReadonlyMap<string, Values>
  readonly outputs: ReadonlyMap<string, Values>
  readonly segments: ReadonlyMap<string, string>
  /** One business key a row, or empty. */
  readonly entityIds: readonly string[]
  readonly durationSeconds: number | null
  readonly protocol: string
  readonly source: string
  /** Inclusion probability in (0, 1]; a row's weight is its inverse. */
  readonly samplingRatio: number
  readonly truncated: boolean
  readonly status: number | null
  readonly error: string | null
  readonly task: string | null
}
