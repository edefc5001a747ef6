import { attributes, type Label, limits } from '../../contract/index.ts'
import type { IncomingLabel } from '../store/store.ts'
import { textOf } from './attribute.ts'
import { modelOf, timeOf } from './envelope.ts'
import { toLabel } from './label-item.ts'
import type { LogRecord, Value } from './records.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

/**
 * Reads an `ml.label` record: the truths of consecutive rows of one inference, or one for each entity. The record's time is
 * when they became known.
 */
export function toLabels(record: LogRecord, receivedNs: bigint): readonly IncomingLabel[] | Refusal {
  const values = listOf(record.attributes.get(attributes.labelValues))
  const entities = listOf(record.attributes.get(attributes.entityIds))
  const row = record.attributes.get(attributes.labelRow) ?? 0
  if (values.length === 0) return refusal('missing', `${attributes.labelValues} is missing`)
  if (values.length > limits.rowsMax) return refusal('size', `${attributes.labelValues} has more than ${limits.rowsMax} values`)
  if (typeof row !== 'number') return refusal('type', `${attributes.labelRow} must be the number of the first row`)
  if (entities.length > 0 && entities.length !== values.length)
    return refusal('length', `${attributes.entityIds} and ${attributes.labelValues} differ in length`)
  const knownNs = timeOf(record, receivedNs)
  return allOrRefusal(
    values.map((value, index) =>
      toLabel(itemOf(record, value, entities.length > 0 ? { entityId: textOf(entities[index]) ?? '' } : { row: row + index }), knownNs),
    ),
  )
}

/** A record is taken or refused whole: partial success counts records. */
function allOrRefusal(results: readonly (IncomingLabel | Refusal)[]): readonly IncomingLabel[] | Refusal {
  const labels: IncomingLabel[] = []
  for (const result of results) {
    if (isRefusal(result)) return result
    labels.push(result)
  }
  return labels
}

/** An array, or one scalar as an array of one. */
function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as readonly Value[]) : [value]
}

/** In the form of the contract, so that labels are checked in one place, however they travel. */
function itemOf(record: LogRecord, value: Value, which: Pick<Label, 'entityId' | 'row'>): Record<string, unknown> {
  const given = record.attributes
  const fields = {
    ...(which.entityId === undefined && { inferenceId: textOf(given.get(attributes.id)) }),
    ...which,
    label: textOf(given.get(attributes.labelName)),
    model: modelOf(given) || undefined,
    eventTime: textOf(given.get(attributes.labelEventTime)),
    value: typeof value === 'bigint' ? String(value) : value,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined))
}
