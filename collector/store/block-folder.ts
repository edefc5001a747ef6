import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, lstatSync, mkdirSync, openSync, rmSync, statSync, unlinkSync, writevSync } from 'node:fs'
import { join } from 'node:path'

const sharedMemory = '/dev/shm'

/** Blocks on their way into the embedded engine, as files: in memory where the system has a folder for that, else beside the data. */
export interface BlockFolder {
  /** Hands `use` the path of a file that holds the parts, and removes it in any case. */
  with<Result>(parts: readonly Uint8Array[], use: (path: string) => Promise<Result>): Promise<Result>
  close(): void
}

/** Call it as the owner of the data folder: files that a killed process left behind are removed. */
export function openBlockFolder(dataFolder: string): BlockFolder {
  const folders = [inMemory(dataFolder), join(dataFolder, 'blocks')].filter(folder => folder !== null)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 })
  let sequence = 0
  return {
    async with(parts, use) {
      const path = writeFirst(folders, `${++sequence}.native`, parts)
      try {
        return await use(path)
      } finally {
        unlinkSync(path)
      }
    },
    close: () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })),
  }
}

/** Named after the folder's device and inode: containers may share the memory folder and have equal paths. Null when somebody else owns the name. */
function inMemory(dataFolder: string): string | null {
  const { dev, ino } = statSync(dataFolder)
  const name = createHash('sha256').update(`${dev} ${ino} ${dataFolder}`).digest('hex').slice(0, 16)
  const folder = join(sharedMemory, `plimsoll-${name}`)
  try {
    accessSync(sharedMemory, constants.W_OK)
    const found = lstatSync(folder, { throwIfNoEntry: false })
    return !found || (found.isDirectory() && found.uid === process.getuid?.()) ? folder : null
  } catch {
    return null // No such folder on this system, or not ours to write.
  }
}

/** The memory folder of a container is often small: when it is full, the next folder takes the block. */
function writeFirst(folders: readonly string[], name: string, parts: readonly Uint8Array[]): string {
  const [folder, ...others] = folders
  const path = join(folder as string, name)
  try {
    writeAll(path, parts)
    return path
  } catch (error) {
    rmSync(path, { force: true })
    if (others.length > 0 && (error as NodeJS.ErrnoException).code === 'ENOSPC') return writeFirst(others, name, parts)
    throw error
  }
}

const partsMax = 1024 // IOV_MAX of Linux

function writeAll(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let from = 0; from < parts.length; from += partsMax) writeParts(file, parts.slice(from, from + partsMax))
  } finally {
    closeSync(file)
  }
}

function writeParts(file: number, parts: readonly Uint8Array[]): void {
  let rest = parts.filter(part => part.length > 0)
  while (rest.length > 0) {
    let written = writevSync(file, rest)
    while (rest[0] && written >= rest[0].length) {
      written -= rest[0].length
      rest = rest.slice(1)
    }
    if (rest[0] && written > 0) rest = [rest[0].subarray(written), ...rest.slice(1)]
  }
}
