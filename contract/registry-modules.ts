import { readdir } from 'node:fs/promises'

// How the modules of a folder are found. In the bundled command another module stands here, which knows them all by name (scripts/bundle.ts).

/** Names of what lies in a folder, a file: URL ending in /. */
export const filesOf = (folder: URL): Promise<readonly string[]> => readdir(folder)

export const moduleOf = (file: URL): Promise<{ readonly default?: unknown }> => import(file.href)
