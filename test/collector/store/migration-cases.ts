import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../../../collector/store/embedded-engine.ts'
import { type Migration, migrate } from '../../../collector/store/migrate.ts'
import { migrations } from '../../../collector/store/migrations.ts'
import { openServer } from '../../../collector/store/server-engine.ts'
import { openStore } from '../../../collector/store/store.ts'
import { Failure } from '../../../contract/index.ts'
import type { StoreAsked } from './suite.ts'

interface Step {
  readonly number: number
  readonly done: number
}

const latest = Math.max(...migrations.map(({ number }) => number))
const steps = 'SELECT number, done FROM migrations ORDER BY number, done'

export function migrationCases(store: StoreAsked): void {
  describe('migrations', () => {
    const engine = () => store.get().engine()
    const run = (migrations: readonly Migration[]) => migrate(engine(), { tables: [], migrations, durability: 'page-cache', clock: () => 0 })
    const adding = (number: number, column: string): Migration => ({
      number,
      name: `column ${column}`,
      statements: [`ALTER TABLE grown ADD COLUMN IF NOT EXISTS ${column} UInt8`],
    })

    it('do nothing to a store that is opened again', async () => {
      const before = await engine().read<Step>(steps)
      expect(before).toContainEqual({ number: latest, done: 1 })
      await store.get().reopen()
      expect(await engine().read<Step>(steps)).toEqual(before)
    })

    it('are applied in order, once, and go on where they stopped', async () => {
      await engine().write('CREATE TABLE grown (x UInt8) ENGINE = MergeTree ORDER BY x')
      const known = migrations.map(({ number }) => ({ number, name: 'known', statements: ['this is applied already'] }))
      const broken = {
        number: latest + 2,
        name: 'broken',
        statements: ['ALTER TABLE grown ADD COLUMN IF NOT EXISTS c UInt8', 'ALTER TABLE grown DROP COLUMN nobody'],
      }
      await expect(run([...known, adding(latest + 1, 'b'), broken])).rejects.toBeInstanceOf(Failure)
      const shape = () =>
        engine().read<{ name: string }>("SELECT name FROM system.columns WHERE table = 'grown' AND database = currentDatabase() ORDER BY position")
      expect(await shape()).toEqual([{ name: 'x' }, { name: 'b' }, { name: 'c' }])
      await run([...known, adding(latest + 1, 'not_again'), adding(latest + 2, 'd')])
      expect(await shape()).toEqual([{ name: 'x' }, { name: 'b' }, { name: 'c' }, { name: 'd' }])
    })
  })
}

/** Last, because the store cannot be opened any more. */
export function newerStoreCases(store: StoreAsked): void {
  describe('a store of newer code', () => {
    it('is refused in one sentence and not touched', async () => {
      const { settings } = store.get()
      const recorded = () => store.get().engine().read<Step>(steps)
      await store.get().engine().write("INSERT INTO migrations (number, name, done, at) SELECT 999, 'of tomorrow', 1, now64(3)")
      await store.get().engine().write('DROP TABLE pending')
      const before = await recorded()
      await store.get().engine().close()
      await expect(openStore(settings, Date.now)).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringContaining(`format 999 and this version knows ${latest}:`),
      })
      const engine = await (settings.url === '' ? openEmbedded(settings) : openServer(settings))
      expect(await engine.read<Step>(steps)).toEqual(before)
      expect(await engine.read("SELECT name FROM system.tables WHERE name = 'pending' AND database = currentDatabase()")).toEqual([])
      await engine.close()
    })
  })
}
