import { type Connection, openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { failureOf } from './failure-of.ts'
import { type EngineParts, engineOver } from './lanes-engine.ts'
import { columnList, encodeBlock } from './native.ts'
import type { StoreSettings } from './settings.ts'
import { insertSettings } from './statement.ts'

/** A ClickHouse server over HTTP; a block is the body of its insert. The database is created when it is not there. */
export async function openServer(settings: StoreSettings): Promise<Engine> {
  await createDatabase(settings)
  const connect = () => openConnection(configOf(settings, settings.database))
  const insertBlock: EngineParts['insertBlock'] = async (connection, table, block, options) => {
    const body = encodeBlock(block)
    await connection.send(`INSERT INTO ${table} (${columnList(block)}) SETTINGS ${insertSettings(settings.writeSecondsMax, options.token)} FORMAT Native`, body)
  }
  return engineOver({ writer: connect(), inserter: connect(), readers: [connect(), connect()], insertBlock, closed: () => Promise.resolve() }, settings)
}

async function createDatabase(settings: StoreSettings): Promise<void> {
  const first: Connection = openConnection(configOf(settings, 'default'))
  try {
    await first.run(`CREATE DATABASE IF NOT EXISTS ${settings.database}`)
  } catch (error) {
    throw failureOf(error, 'write')
  } finally {
    await first.close()
  }
}

const configOf = (settings: StoreSettings, database: string) => ({
  url: settings.url,
  username: settings.user,
  password: settings.password,
  database,
  max_open_connections: 1,
  // Longer than any statement may run, so that the server's own limit answers first.
  request_timeout: (Math.max(settings.readSecondsMax, settings.writeSecondsMax) + 5) * 1000,
  // Otherwise an error after the first bytes of an answer comes as text within it.
  clickhouse_settings: { wait_end_of_query: 1 as const },
})
