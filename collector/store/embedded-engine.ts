import { resolve } from 'node:path'
import type { ClickHouseClientConfigOptions } from '@clickhouse/client'
import { Failure } from '../../contract/index.ts'
import { openBlockFolder } from './block-folder.ts'
import { type Connection, openConnection } from './connection.ts'
import { openFailure, prepareDataFolder } from './data-folder.ts'
import type { Engine, Params } from './engine.ts'
import { failureOf } from './failure-of.ts'
import { type EngineParts, engineOver } from './lanes-engine.ts'
import { columnList, encodeBlock } from './native.ts'
import type { StoreSettings } from './settings.ts'
import { insertSettings, quoted } from './statement.ts'

/**
 * ClickHouse in this process, data in one folder. Main thread only: worker threads crash at exit.
 * Its statements run on threads of libuv, up to four at once: start Node with UV_THREADPOOL_SIZE of 8 or more, else files, name resolution and
 * compression wait behind slow statements.
 *
 * @throws Failure IN_USE when the folder is open already, here or in another process; CONFIG when this system has no chDB or the folder cannot be opened
 */
export async function openEmbedded(settings: StoreSettings): Promise<Engine> {
  const folder = resolve(settings.data)
  const chdb = await importChdb()
  const keeper = openKeeper(folder, chdb.Session, settings.memoryBytesMax)
  const close = () => closeKeeper(folder, keeper, chdb.drainPending)
  try {
    return await openOver(chdb, folder, settings, close)
  } catch (error) {
    await close()
    throw failureOf(error, 'write')
  }
}

async function openOver(chdb: Chdb, folder: string, settings: StoreSettings, closeKeeper: () => Promise<void>): Promise<Engine> {
  const blocks = openBlockFolder(folder)
  const connections = await Promise.all(Array.from({ length: 4 }, () => connect(chdb.createChdbConnection, folder, settings.database)))
  const [writer, inserter, ...readers] = connections as [Connection, Connection, ...Connection[]]
  const insertBlock: EngineParts['insertBlock'] = (connection, table, block, options) =>
    blocks.with(encodeBlock(block), async path => {
      const columns = columnList(block)
      const known = insertSettings(settings.writeSecondsMax, options.token)
      await connection.run(`INSERT INTO ${table} (${columns}) SETTINGS ${known} SELECT ${columns} FROM file(${quoted(path)}, 'Native')`)
    })
  async function closed(): Promise<void> {
    await closeKeeper()
    blocks.close()
  }
  return engineOver({ writer, inserter, readers, insertBlock, closed }, settings)
}

async function importChdb() {
  try {
    const [{ Session, drainPending }, { createChdbConnection }] = await Promise.all([import('chdb'), import('chdb/connection')])
    return { Session, drainPending, createChdbConnection }
  } catch (error) {
    throw new Failure('CONFIG', 'the embedded store does not run on this system; set store.url to a ClickHouse server', { cause: error })
  }
}

type Chdb = Awaited<ReturnType<typeof importChdb>>
type Keeper = InstanceType<Chdb['Session']>

// The engine would let a second session of this process into the folder, and its block files would be swept away.
const openFolders = new Set<string>()

/** The first session fixes what the adapter cannot say: memory of the whole engine, by default nine tenths of the machine. It is kept open and otherwise idle. */
function openKeeper(folder: string, Session: Chdb['Session'], memoryBytesMax: number): Keeper {
  if (openFolders.size > 0) throw new Failure('IN_USE', `this process has the data folder ${[...openFolders].join()} open already; it can hold one at a time`)
  prepareDataFolder(folder)
  try {
    const keeper = new Session(folder, {
      connectionArgs: [`--max_server_memory_usage=${memoryBytesMax}`, `--mark_cache_size=${Math.floor(memoryBytesMax / 10)}`],
    })
    openFolders.add(folder)
    return keeper
  } catch (error) {
    throw openFailure(folder, error)
  }
}

async function closeKeeper(folder: string, keeper: Keeper, drainPending: Chdb['drainPending']): Promise<void> {
  // Without it the process would stay until running merges end, which takes seconds.
  keeper.query('SYSTEM STOP MERGES')
  keeper.close()
  await drainPending()
  openFolders.delete(folder)
}

async function connect(createChdbConnection: Chdb['createChdbConnection'], path: string, database: string): Promise<Connection> {
  // Two copies of the client's types: the same shape, another private member.
  const connection = cleanAfterFailure(
    openConnection({ connection: createChdbConnection({ path }) as unknown as NonNullable<ClickHouseClientConfigOptions['connection']> }),
  )
  await connection.run(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`)
  await connection.run(`USE ${database}`)
  return connection
}

/** What a failed statement had written already, chDB puts before the answer of the next one: that must be nobody's. */
function cleanAfterFailure(connection: Connection): Connection {
  let dirty = false
  async function run(sql: string, params?: Params): Promise<string> {
    if (dirty) await connection.run('SELECT 1 FORMAT Null')
    dirty = true
    const answer = await connection.run(sql, params)
    dirty = false
    return answer
  }
  return { ...connection, run }
}
