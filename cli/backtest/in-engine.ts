import { type Engine, openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults } from '../../contract/index.ts'
import { inOwnEngine } from '../command/own-engine.ts'

const open = (data: string) => openStore({ ...defaults(StoreSettings), data, durability: 'page-cache', readMemoryBytesMax: 2 ** 31 }, Date.now)

/** Replays in an engine of its own, which is gone afterwards. */
export const inEngine = <T>(stop: AbortSignal, work: (engine: Engine) => Promise<T>): Promise<T> =>
  inOwnEngine({ prefix: 'plimsoll-backtest-', stop, open }, work)
