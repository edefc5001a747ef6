import { createServer, type IncomingMessage, type Server } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { createClient } from '@clickhouse/client'
import { newGroups } from '../../collector/receive/groups.ts'
import { storedId } from '../../collector/store/store.ts'
import { attributes, type ModelSchema, rowTable } from '../../contract/index.ts'

type Row = Record<string, unknown>

/** The usual road, as short as it can be: JSON.parse, an object a row, JSONEachRow; grouped as ours is. */
export function jsonRoad(client: ReturnType<typeof createClient>, database: string, schema: ModelSchema): Server {
  const limits = { groupRowsMax: 10_000, groupBytesMax: 2 ** 23, lingerMsMax: 100 }
  const groups = newGroups<{ rows: number; bytes: number; values: Row[] }>(limits, async (table, items) => {
    await client.insert({ table, values: items.flatMap(item => item.values), format: 'JSONEachRow' })
  })
  return createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const values = toRows(JSON.parse(gunzipSync(await readAll(request)).toString('utf8')) as Request, schema)
      await groups.add(`${database}.${rowTable(schema)}`, { rows: values.length, bytes: values.length * 8 * schema.columns.length, values })
      response.writeHead(200).end('{}')
    }
    answer().catch((cause: unknown) => response.writeHead(500).end(String(cause)))
  })
}

interface AnyValue {
  readonly stringValue?: string
  readonly intValue?: string
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values: readonly AnyValue[] }
  readonly kvlistValue?: { readonly values: readonly KeyValue[] }
}
interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}
interface Request {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly { readonly timeUnixNano: string; readonly attributes: readonly KeyValue[] }[] }[]
  }[]
}

type LogRecord = Request['resourceLogs'][number]['scopeLogs'][number]['logRecords'][number]

function toRows(request: Request, schema: ModelSchema): Row[] {
  const physical = new Map(schema.columns.map(column => [column.name, column.physical]))
  return request.resourceLogs.flatMap(group => group.scopeLogs.flatMap(scope => scope.logRecords.map(record => toRow(record, physical))))
}

function toRow(record: LogRecord, physical: ReadonlyMap<string, string>): Row {
  const given = new Map(record.attributes.map(({ key, value }) => [key, value]))
  const ref = given.get(attributes.id)?.stringValue ?? ''
  const row: Row = { id: storedId(ref).id, ref, ts: record.timeUnixNano }
  for (const side of [attributes.inputs, attributes.outputs]) {
    for (const { key, value } of given.get(side)?.kvlistValue?.values ?? []) row[physical.get(key) ?? key] = plain(value.arrayValue?.values[0])
  }
  return row
}

const plain = (value: AnyValue | undefined): unknown => value?.doubleValue ?? value?.stringValue ?? Number(value?.intValue)

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
