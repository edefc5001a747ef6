import { attributes, events, paths } from '../../contract/index.ts'

/** Sends one inference of one row, `a` = 1, of the model churn as OTLP JSON. */
export function sendEvent(inward: number | undefined, id: string): Promise<Response> {
  const column = (name: string, value: object) => ({ kvlistValue: { values: [{ key: name, value: { arrayValue: { values: [value] } } }] } })
  const said: readonly (readonly [string, object])[] = [
    [attributes.model, { stringValue: 'churn' }],
    [attributes.version, { stringValue: '1' }],
    [attributes.id, { stringValue: id }],
    [attributes.batchSize, { intValue: '1' }],
    [attributes.inputs, column('a', { doubleValue: 1 })],
    [attributes.outputs, column('score', { doubleValue: 0.5 })],
  ]
  const record = {
    timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
    eventName: events.inference,
    attributes: said.map(([key, value]) => ({ key, value })),
  }
  return fetch(`http://127.0.0.1:${inward}${paths.logs}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
  })
}
