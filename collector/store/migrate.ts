import { type Clock, Failure, tables } from '../../contract/index.ts'
import type { Table } from './define-table.ts'
import type { Engine } from './engine.ts'
import { createTable, type Durability } from './table-ddl.ts'

/**
 * A change of tables that exist. Statements must bear being run again, because a process may die between them, and must change nothing on
 * a new store, whose tables are created in their latest form before: `ADD COLUMN IF NOT EXISTS`.
 */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly statements: readonly string[]
}

export interface MigrateParts {
  readonly tables: readonly Table[]
  /** Ascending by number. */
  readonly migrations: readonly Migration[]
  readonly durability: Durability
  readonly clock: Clock
}

/**
 * Brings a store to the form that this code knows: each migration once, in order, recorded before and after.
 *
 * @throws Failure CONFIG when the store was made by newer code; nothing is touched then
 */
export async function migrate(engine: Engine, parts: MigrateParts): Promise<void> {
  const done = await doneMigrations(engine)
  const newest = Math.max(0, ...parts.migrations.map(migration => migration.number))
  const found = Math.max(0, ...done)
  if (found > newest) throw new Failure('CONFIG', `the store has format ${found} and this version knows ${newest}: run a newer Plimsoll, or name another store`)
  for (const table of parts.tables) await engine.write(createTable(table, parts.durability))
  for (const migration of parts.migrations) {
    if (!done.has(migration.number)) await apply(engine, migration, parts.clock)
  }
}

async function doneMigrations(engine: Engine): Promise<Set<number>> {
  const exists = await engine.read('SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = {name:String}', { name: tables.migrations })
  if (exists.length === 0) return new Set()
  const rows = await engine.read<{ number: number }>(`SELECT DISTINCT number FROM ${tables.migrations} WHERE done = 1`)
  return new Set(rows.map(row => row.number))
}

async function apply(engine: Engine, migration: Migration, clock: Clock): Promise<void> {
  await record(engine, migration, 0, clock)
  for (const statement of migration.statements) await engine.write(statement)
  await record(engine, migration, 1, clock)
}

const record = (engine: Engine, { number, name }: Migration, done: 0 | 1, clock: Clock): Promise<void> =>
  engine.write(
    `INSERT INTO ${tables.migrations} (number, name, done, at) SELECT {number:UInt32}, {name:String}, {done:UInt8}, fromUnixTimestamp64Milli({at:Int64}, 'UTC')`,
    { number, name, done, at: clock() },
  )
