import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../collector/store/store.ts'
import { Failure } from '../../contract/index.ts'

interface Own {
  /** How the names of its folder begin. */
  readonly prefix: string
  readonly stop: AbortSignal
  readonly open: (folder: string) => Promise<Engine>
}

/**
 * Does work in an engine of its own, whose folder is gone afterwards. Once `stop` aborts, what the engine is at comes to its end and it takes nothing
 * more: a folder that is removed under a working engine would be made anew by it.
 *
 * @throws Failure SHUTTING_DOWN when it was stopped
 */
export async function inOwnEngine<T>({ prefix, stop, open }: Own, work: (engine: Engine, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  try {
    const engine = await open(folder)
    try {
      return await work(untilStopped(engine, stop), folder)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function untilStopped(engine: Engine, stop: AbortSignal): Engine {
  const unless = <T>(act: () => Promise<T>): Promise<T> => (stop.aborted ? Promise.reject(new Failure('SHUTTING_DOWN', 'stopped before the end')) : act())
  return {
    read: (...asked) => unless(() => engine.read(...asked)),
    write: (...asked) => unless(() => engine.write(...asked)),
    insert: (...asked) => unless(() => engine.insert(...asked)),
    close: () => engine.close(),
  }
}
