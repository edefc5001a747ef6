import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults } from '../../../contract/index.ts'
import type { StoreUnderTest } from './suite.ts'

/** Small, so that limits are met soon. */
const bounds = { readSecondsMax: 10, readRowsMax: 100_000 }

async function open(settings: StoreSettings, remove: () => Promise<void>): Promise<StoreUnderTest> {
  let engine = await openStore(settings, Date.now)
  return {
    settings,
    engine: () => engine,
    async reopen() {
      await engine.close()
      engine = await openStore(settings, Date.now)
    },
    async remove() {
      await engine.close()
      await remove()
    },
  }
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'plimsoll-store-'))
const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

export async function openEmbeddedStore(): Promise<StoreUnderTest> {
  const data = await newFolder()
  return open({ ...defaults(StoreSettings), ...bounds, data }, () => removeFolder(data))
}

/** Starts a script of this folder and returns the first line that it prints; it lives until its input ends. */
export async function startScript(script: string, folder: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child.stdout, 'data').then(([data]) => String(data).trim()), exited.then(() => '')])
  return { child, exited, first }
}

/** chDB behind the HTTP interface of a server, in a process of its own. */
export async function openEndpointStore(): Promise<StoreUnderTest> {
  const folder = await newFolder()
  const { child, exited, first } = await startScript('clickhouse-endpoint.ts', folder)
  const settings = { ...defaults(StoreSettings), ...bounds, url: `http://127.0.0.1:${first}`, password: 'secret' }
  return open(settings, async () => {
    child.stdin.end()
    await exited
    await removeFolder(folder)
  })
}

/** A real server. The database is the suite's own, and stays there. */
export function openServerStore(url: string, password: string): Promise<StoreUnderTest> {
  const database = `plimsoll_test_${Date.now()}`
  return open({ ...defaults(StoreSettings), ...bounds, url, password, database }, () => Promise.resolve())
}
