import type { Engine } from '../../../collector/store/store.ts'
import { findRows, latestSchema } from '../../../collector/store/store.ts'
import type { Plain, PlainRecord } from './otlp-bytes.ts'

export const atNs = 1_793_527_200_000_000_000n // 2026-11-01T10:00:00Z

/** An `ml.inference` of two rows; a change to null leaves the attribute out. */
export function inference(id: string, changes: Readonly<Record<string, Plain>> = {}, timeNs = atNs): PlainRecord {
  const attributes: Record<string, Plain> = {
    'ml.model.name': 'churn',
    'ml.model.version': '3',
    'ml.inference.id': id,
    'ml.inference.batch.size': 2n,
    'ml.inputs': {
      map: [
        ['tenure', [5, 44]],
        ['plan', ['pro', 'free']],
      ],
    },
    'ml.outputs': { map: [['score', [0.12, 0.91]]] },
    ...changes,
  }
  return { event: 'ml.inference', timeNs, attributes: Object.entries(attributes).filter(([, value]) => value !== null) }
}

export const json = { 'content-type': 'application/json' }

export const postLogs = (url: string, body: Buffer, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/v1/logs`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/x-protobuf', ...headers } })

export async function rowsOf(engine: Engine, id: string, model = 'churn') {
  const schema = await latestSchema(engine, model, '3')
  return schema ? findRows(engine, schema, [id]) : []
}
