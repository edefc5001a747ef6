/** Why one record or item is refused while the rest of its request is taken. `reason` is a metric's label, so there are few. */
export interface Refusal {
  readonly reason: 'event' | 'missing' | 'type' | 'length' | 'size' | 'time' | 'version'
  /** For the sender; may name attributes and columns, never values. */
  readonly message: string
}

/** Records of one model version that are refused together. */
export interface Refused {
  readonly records: number
  readonly refusal: Refusal
}

export const refusal = (reason: Refusal['reason'], message: string): Refusal => ({ reason, message })

export const isRefusal = (result: object): result is Refusal => 'reason' in result && 'message' in result
