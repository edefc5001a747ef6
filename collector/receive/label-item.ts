import { Compile } from 'typebox/compile'
import { Label, parseTime } from '../../contract/index.ts'
import type { IncomingLabel } from '../store/store.ts'
import { idProblem, nameProblem, quoted } from './attribute.ts'
import { type Refusal, refusal } from './refusal.ts'

const check = Compile(Label)

/**
 * Checks one label, from whatever form it came in.
 *
 * @param receivedNs  when it became known, unless it says so itself
 * @returns the label, or one sentence that says what is wrong with it; never holds its value
 */
export function toLabel(item: unknown, receivedNs: bigint): IncomingLabel | Refusal {
  if (!check.Check(item)) return refusal('type', shapeProblem(item))
  const knownAtNs = timeOr(item.knownAt, receivedNs)
  const eventTimeNs = timeOr(item.eventTime, null)
  if (knownAtNs === undefined) return refusal('time', `knownAt ${notTime}`)
  if (eventTimeNs === undefined) return refusal('time', `eventTime ${notTime}`)
  const { inferenceId = null, entityId = null, label = '', row = 0, model = '', value } = item
  return contentProblem(item) ?? { inferenceId, row, entityId, label, value, knownAtNs, eventTimeNs, model }
}

const notTime = 'must be an RFC 3339 time from 1970 to 2262, such as 2026-11-24T09:30:00Z'

/** End of the nanoseconds that the store can hold: 2262-04-11. */
const endNs = 2n ** 63n

function timeOr<Absent>(text: string | undefined, absent: Absent): bigint | undefined | Absent {
  if (text === undefined) return absent
  const ns = parseTime(text)
  return ns !== undefined && ns >= 0n && ns < endNs ? ns : undefined
}

function contentProblem(item: Label): Refusal | undefined {
  const { inferenceId, entityId, value } = item
  if ((inferenceId === undefined) === (entityId === undefined)) return refusal('missing', 'Give either inferenceId or entityId')
  if (entityId !== undefined && item.row !== undefined) return refusal('type', 'row goes with inferenceId, not with entityId')
  if (typeof value === 'string' && value.includes('\0')) return refusal('type', 'value holds a NUL character')
  return namesProblem(item)
}

const namesProblem = ({ inferenceId = '', entityId = '', label = '', model = '' }: Label): Refusal | undefined =>
  idProblem('inferenceId', inferenceId) ?? idProblem('entityId', entityId) ?? nameProblem('label', label) ?? nameProblem('model', model)

/** The first thing wrong, in words: a person reads it beside the position of the item. */
function shapeProblem(item: unknown): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'A label must be an object'
  const unknown = Object.keys(item).find(key => !Object.hasOwn(Label.properties, key))
  if (unknown !== undefined) return `${quoted(unknown)} is not a field of a label`
  if (!Object.hasOwn(item, 'value')) return 'value is missing'
  const [error] = check.Errors(item)
  return error ? fieldProblem(error.instancePath.slice(1), error.message) : 'The label is not valid'
}

const fieldProblem = (field: string, message: string): string =>
  field === 'value' ? 'value must be text of at most 4096 characters, a number, true, false or null' : `${field} ${message}`
