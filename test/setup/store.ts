import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults } from '../../contract/index.ts'

/** An embedded store in a folder of its own. One at a time in a process; `reopen` is a restart on the same folder. */
export async function openTestStore() {
  const data = await mkdtemp(join(tmpdir(), 'plimsoll-test-'))
  const settings = { ...defaults(StoreSettings), data, durability: 'page-cache' as const }
  return {
    data,
    engine: await openStore(settings, Date.now),
    reopen: () => openStore(settings, Date.now),
    remove: () => rm(data, { recursive: true, force: true }),
  }
}
