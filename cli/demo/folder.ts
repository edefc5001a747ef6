import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { Failure } from '../../contract/index.ts'

export interface Folder {
  readonly path: string
  /** Lets go of it; a folder for one run is removed. */
  release(): void
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // no such process, which is what was asked
  }
}

/**
 * An empty folder of our own, held by a file with our process id beside it. What an earlier demo left in it is removed.
 *
 * @param path  null for a fresh one that is removed at the end
 * @throws Failure IN_USE while another demo holds it, CONFIG when it holds what is not a demo's
 */
export function holdFolder(path: string | null): Folder {
  if (path === null) {
    const fresh = mkdtempSync(join(tmpdir(), 'plimsoll-demo-'))
    return { path: fresh, release: () => rmSync(fresh, { recursive: true, force: true }) }
  }
  const folder = resolve(path)
  const lock = `${folder}.lock`
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  if (owner > 0 && isAlive(owner))
    throw new Failure('IN_USE', `a demo is running in ${folder} already (process ${owner}); stop it, or name another folder by --data`)
  if (existsSync(folder) && owner === 0) throw new Failure('CONFIG', `${folder} is there and no demo made it; name another folder by --data`)
  mkdirSync(dirname(folder), { recursive: true })
  writeFileSync(lock, String(process.pid))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  return { path: folder, release: () => writeFileSync(lock, '-1') }
}
