import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../contract/index.ts'

/**
 * Makes the folder of the embedded engine where it is missing, and looks whether it can be used, because the engine's own complaints go past us to stderr.
 *
 * @throws Failure CONFIG when it is no folder that this user may write, IN_USE when another process has it
 */
export function prepareDataFolder(folder: string): void {
  try {
    make(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw cannotOpen(folder, cause)
  }
  const lock = join(folder, lockFile)
  const owner = ownerOf(lock)
  if (owner !== null && isLocked(lock, owner))
    throw new Failure('IN_USE', `the data folder ${folder} is in use by process ${owner}; stop it, or name another folder by store.data (--data)`)
}

/** What the engine throws when it does not open says nothing. When it has run here before, its message on stderr tells more than we know. */
export function openFailure(folder: string, cause: unknown): Failure {
  const owner = ownerOf(join(folder, lockFile))
  if (owner === null) return cannotOpen(folder, cause)
  return new Failure('IN_USE', `the data folder ${folder} is in use by process ${owner}, perhaps of another container, or its files are damaged`, { cause })
}

const lockFile = 'status'

// Not the recursive mkdir of Node, which never returns where a file system answers ENOENT to it, as /proc does.
function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

function ownerOf(lock: string): number | null {
  try {
    const pid = /^PID: (\d+)/m.exec(readFileSync(lock, 'utf8'))?.[1]
    return pid === undefined ? null : Number(pid)
  } catch {
    return null // No engine was here yet.
  }
}

/** The file outlives its process, so its lock is what counts. Linux lists locks; elsewhere, and across containers, only the engine finds out. */
function isLocked(lock: string, owner: number): boolean {
  try {
    const { ino } = statSync(lock)
    const held = (line: string): boolean => line.includes('FLOCK') && line.includes(` ${owner} `) && line.includes(`:${ino} `)
    return readFileSync('/proc/locks', 'utf8').split('\n').some(held)
  } catch {
    return false
  }
}

function cannotOpen(folder: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return new Failure('CONFIG', `the data folder ${folder} cannot be opened${code}; name a folder that this user may write by store.data (--data)`, { cause })
}
