import { CloudEvent, HTTP } from 'cloudevents'
import type { Alert, Delivery, Signal } from '../../contract/index.ts'

/** Standard Webhooks asks for small bodies; CloudEvents intermediaries must pass 64 KiB. */
const bodyBytesMax = 20_000

const member = ({ detector, subject, segment, value, low, high, n, threshold, pValue, unit, window, baseline, notes }: Signal) => ({
  detector,
  subject,
  segment,
  value,
  interval: [low, high] as const,
  n,
  threshold,
  pValue,
  unit,
  window,
  baseline,
  notes,
})

/**
 * The body of a delivery: a CloudEvent in structured mode, which is also what Standard Webhooks asks for (`type`, `timestamp`, `data`).
 * The same for every attempt. `data` says what the least likely member says, and lists the members as far as 20 kB go, `membersTotal` of them in all.
 */
export function messageOf(delivery: Delivery): { contentType: string; body: string } {
  const members = delivery.alert.signals.map(member)
  let count = members.length
  let message = build(delivery, members)
  while (Buffer.byteLength(message.body) > bodyBytesMax && count > 1) {
    count = Math.min(count - 1, Math.max(1, Math.floor((count * bodyBytesMax) / Buffer.byteLength(message.body))))
    message = build(delivery, members.slice(0, count))
  }
  return message
}

function build(delivery: Delivery, members: readonly ReturnType<typeof member>[]): { contentType: string; body: string } {
  const { alert, event, kind } = delivery
  const at = momentOf(alert)
  const cloudEvent = new CloudEvent({
    id: delivery.key,
    source: '/plimsoll/alerts',
    type: kind === 'retrain' ? 'plimsoll.retrain.requested' : `plimsoll.alert.${event}`,
    subject: alert.id,
    time: at,
    timestamp: at,
    datacontenttype: 'application/json',
    data: { ...dataOf(alert, event), ...(delivery.data ? { data: delivery.data } : {}), members, membersTotal: alert.signals.length },
  })
  const { headers, body } = HTTP.structured(cloudEvent)
  return { contentType: String(headers['content-type']), body: String(body) }
}

/** When it was judged, which stays the same over all attempts. */
const momentOf = (alert: Alert): string => alert.signals.reduce((latest, signal) => (signal.at > latest ? signal.at : latest), alert.openedAt)

function dataOf(alert: Alert, event: Delivery['event']): Record<string, unknown> {
  const { id, state, severity, title, model, version, openedAt, resolvedAt, revision, links } = alert
  const first = alert.signals[0]
  return { event, id, state, severity, title, model, version, ...(first && member(first)), onset: alert.onsetAt, openedAt, resolvedAt, revision, links }
}
