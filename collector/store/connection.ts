import { Readable } from 'node:stream'
import { type ClickHouseClient, type ClickHouseClientConfigOptions, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Param, Params } from './engine.ts'
import { boundParams } from './statement.ts'

/** One connection: one statement at a time. */
export interface Connection {
  /** The answer as text; empty for a statement that has none. */
  run(sql: string, params?: Params): Promise<string>
  /** The statement, and a body in the format that it names. */
  send(sql: string, body: readonly Uint8Array[]): Promise<void>
  close(): Promise<void>
}

/** `exec` for everything: it alone leaves the end of the statement to us, where limits and format stand. */
export function openConnection(config: ClickHouseClientConfigOptions): Connection {
  // By default whole errors, and with them data, go to the console.
  const client = createClient({ ...config, application: 'plimsoll', log: { level: ClickHouseLogLevel.OFF } })
  return {
    async run(query, params) {
      const bound: Record<string, Param> = params === undefined ? {} : boundParams(params)
      return collect(client, { query, query_params: bound })
    },
    async send(query, body) {
      await collect(client, { query, values: Readable.from(body, { objectMode: false }) })
    },
    close: () => client.close(),
  }
}

/** A stream that is not read to its end would hold its socket. */
async function collect(client: ClickHouseClient, exec: Parameters<ClickHouseClient['exec']>[0]): Promise<string> {
  const { stream } = await client.exec(exec)
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
