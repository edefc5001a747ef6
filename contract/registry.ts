import { filesOf, moduleOf } from './registry-modules.ts'

/**
 * A folder is a registry: reads every module of `folder` (a file: URL ending in /) and returns the default exports by name.
 * `.ts` when run from sources, `.js` when built; declarations and index files are skipped.
 *
 * @param prefix  put before the file's name, as in `drift/psi`
 * @throws Error when a file has no default export or its entry's name is not the file's
 */
export async function readRegistry<Entry extends { readonly name: string }>(folder: URL, prefix = ''): Promise<ReadonlyMap<string, Entry>> {
  const files = (await filesOf(folder)).filter(file => /(?<!\.d)\.(ts|js)$/.test(file) && !file.startsWith('index.')).sort()
  const entries = await Promise.all(files.map(file => importEntry<Entry>(new URL(file, folder))))
  // Checked after all are there, so that the first wrong file in order is the one named.
  return new Map(files.map((file, index) => checked(prefix, file, entries[index])).map(entry => [entry.name, entry]))
}

/** One entry by the name of its file, without loading the others; undefined when no file has that name. */
export async function readEntry<Entry extends { readonly name: string }>(folder: URL, name: string): Promise<Entry | undefined> {
  const file = (await filesOf(folder)).find(one => one === `${name}.ts` || one === `${name}.js`)
  return file === undefined || name === 'index' ? undefined : checked('', file, await importEntry<Entry>(new URL(file, folder)))
}

async function importEntry<Entry>(file: URL): Promise<Entry | undefined> {
  const module = (await moduleOf(file)) as { readonly default?: Entry }
  return module.default
}

function checked<Entry extends { readonly name: string }>(prefix: string, file: string, entry: Entry | undefined): Entry {
  const name = prefix + file.replace(/\.(ts|js)$/, '')
  if (entry?.name === name) return entry
  throw new Error(`${file} must export by default an entry named ${name}, not ${entry?.name ?? 'nothing'}`)
}
