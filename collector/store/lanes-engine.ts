import { Failure } from '../../contract/index.ts'
import type { Connection } from './connection.ts'
import type { Block, Engine, InsertOptions, ReadLimits } from './engine.ts'
import { failureOf } from './failure-of.ts'
import { type Lane, openLane } from './lane.ts'
import type { StoreSettings } from './settings.ts'
import { readStatement, writeStatement } from './statement.ts'

export interface EngineParts {
  /** One for `write`, one for `insert`, two or more for `read`. */
  readonly writer: Connection
  readonly inserter: Connection
  readonly readers: readonly Connection[]
  /** The road of a block: its body, or a file. */
  insertBlock(connection: Connection, table: string, block: Block, options: InsertOptions): Promise<void>
  /** After all connections are closed. */
  closed(): Promise<void>
}

const waitingMax = 1000

/** Both engines: what differs between them is how a connection is made and how a block gets in. */
export function engineOver(parts: EngineParts, settings: StoreSettings): Engine {
  const lanes = { read: openLane(parts.readers, waitingMax), write: openLane([parts.writer], waitingMax), insert: openLane([parts.inserter], waitingMax) }
  let closing: Promise<void> | null = null

  async function on<Result>(lane: Lane<Connection>, kind: 'read' | 'write', work: (connection: Connection) => Promise<Result>): Promise<Result> {
    if (closing) throw new Failure('SHUTTING_DOWN', 'the store is closed')
    try {
      return await lane.run(work)
    } catch (error) {
      throw failureOf(error, kind)
    }
  }
  return {
    read<Row>(sql: string, params = {}, limits = {}) {
      const statement = readStatement(sql, limitsOf(settings, limits), settings.threadsMax)
      return on(lanes.read, 'read', async connection => rowsOf<Row>(await connection.run(statement, params)))
    },
    write(sql, params = {}) {
      const statement = writeStatement(sql, settings.writeSecondsMax, settings.threadsMax)
      return on(lanes.write, 'write', async connection => void (await connection.run(statement, params)))
    },
    async insert(table, block, options = {}) {
      if (block.rows > 0) await on(lanes.insert, 'write', connection => parts.insertBlock(connection, table, block, options))
    },
    close() {
      closing ??= closeAll(parts, Object.values(lanes))
      return closing
    },
  }
}

const limitsOf = (settings: StoreSettings, limits: Partial<ReadLimits>): ReadLimits => ({
  seconds: limits.seconds ?? settings.readSecondsMax,
  rowsMax: limits.rowsMax ?? settings.readRowsMax,
  memoryBytesMax: limits.memoryBytesMax ?? settings.readMemoryBytesMax,
})

// A statement without an answer answers nothing, a SELECT without rows an empty array.
const rowsOf = <Row>(text: string): Row[] => (text === '' ? [] : (JSON.parse(text) as Row[]))

/** What runs is let finish: every statement carries a limit of time. */
async function closeAll(parts: EngineParts, lanes: readonly Lane<Connection>[]): Promise<void> {
  await Promise.all(lanes.map(lane => lane.idle()))
  await Promise.all([parts.writer, parts.inserter, ...parts.readers].map(connection => connection.close()))
  await parts.closed()
}
