import { type Clock, readRegistry } from '../../contract/index.ts'
import type { Table } from './define-table.ts'
import { openEmbedded } from './embedded-engine.ts'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { openServer } from './server-engine.ts'
import type { StoreSettings } from './settings.ts'

/**
 * An embedded engine without tables of ours, for files that are looked at and forgotten. Whoever opens it closes it.
 *
 * @throws Failure IN_USE or CONFIG
 */
export const openScratch = (settings: StoreSettings): Promise<Engine> => openEmbedded(settings)

/**
 * The store, migrated and ready: embedded, or a server when `url` is set. Whoever opens it closes it.
 *
 * @throws Failure IN_USE, CONFIG or STORE_UNAVAILABLE
 */
export async function openStore(settings: StoreSettings, clock: Clock): Promise<Engine> {
  const engine = await (settings.url === '' ? openEmbedded(settings) : openServer(settings))
  try {
    const registry = await readRegistry<Table>(new URL('./tables/', import.meta.url))
    await migrate(engine, { tables: [...registry.values()], migrations, durability: settings.durability, clock })
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}
