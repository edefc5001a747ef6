import type { Inference } from '../../contract/index.ts'
import { type IncomingLabel, monthOf } from '../store/store.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Decides by its event time whether the store can take what one request holds. */
export interface Admission {
  /** Why an inference is refused; undefined when it may come in. */
  ofInference(inference: Inference): Refusal | undefined
  ofLabel(label: IncomingLabel): Refusal | undefined
}

/** Of one request: each further day of a model version, and each further month of labels, is an insert of its own, made durable before the answer. */
const bounds = { daysMax: 64, partitionsMax: 1024, monthsMax: 64 } as const

const nsPerDay = 86_400_000_000_000n

/** Number of the UTC day of an event time: the partition of its rows, which is what is bounded here. */
export const dayOf = (atNs: bigint): bigint => atNs / nsPerDay

/** @param oldestNs  event times of rows before it are refused, nanoseconds since 1970 */
export function newAdmission(oldestNs: bigint): Admission {
  const days = new Set<bigint>()
  const partitions = new Set<string>()
  const months = new Set<string>()
  return {
    ofInference({ model, version, atNs }) {
      const day = dayOf(atNs)
      if (atNs < oldestNs) return refusal('time', `The event time is older than is accepted; receive.behindMsMax says how old it may be`)
      if (!admit(days, day, bounds.daysMax)) return refusal('time', `One request may hold rows of ${bounds.daysMax} days, this is one of a further day`)
      if (admit(partitions, `${day} ${model}\0${version}`, bounds.partitionsMax)) return undefined
      return refusal('time', `One request may hold rows of ${bounds.partitionsMax} days of model versions, this is one of a further`)
    },
    ofLabel({ eventTimeNs }) {
      if (eventTimeNs === null || admit(months, monthOf(eventTimeNs), bounds.monthsMax)) return undefined
      return refusal('time', `One request may hold labels of ${bounds.monthsMax} months, this is one of a further month`)
    },
  }
}

/** Known, or added where there is room. */
function admit<Key>(known: Set<Key>, key: Key, keysMax: number): boolean {
  return known.has(key) || (known.size < keysMax && known.add(key).has(key))
}
