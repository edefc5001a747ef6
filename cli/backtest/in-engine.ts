import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults } from '../../contract/index.ts'

/** Does work in an engine of its own, which is gone afterwards. */
export async function inEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), 'plimsoll-backtest-'))
  try {
    const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache', readMemoryBytesMax: 2 ** 31 }, Date.now)
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}
