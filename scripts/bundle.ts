import { globSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { type ModuleInfo, type Plugin, rolldown } from 'rolldown'

/** Packages of many small modules and nothing else. */
const insiders = ['typebox', '@stdlib/', 'pure-rand']

/** Folders whose files `readRegistry` and `readEntry` look for by name. */
const registries = [
  'cli',
  'agent/protocols',
  'collector/alert/actions',
  'collector/store/tables',
  'collector/watch/imports',
  'detectors/presets',
  'detectors/summaries/derived',
  'detectors/summaries/from-rows',
  'detectors/{quality,drift,performance,bias,stream,eprocess,edetector,confseq}',
]

/**
 * Puts the command and all of ours that it imports into a few files beside what was built: to find, read and link a thousand modules takes longer than
 * to run most commands. Packages stay where they are, but for those whose modules are most of the thousand.
 */
export async function bundle(): Promise<void> {
  const build = await rolldown({
    input: { index: 'cli/index.ts' },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: id => /^[@a-z]/.test(id) && !insiders.some(name => id.startsWith(name)),
    plugins: [registryByName(), placeOfBuilt()],
  })
  await build.write({
    dir: 'dist/bundle',
    minify: { compress: false, mangle: false, codegen: true },
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: (id, chunks) => groupOf(id, one => chunks.getModuleInfo(one)), debugName: 'shared' }],
    },
  })
  await build.close()
}

type InfoOf = (id: string) => ModuleInfo | null

/**
 * Nearly every command needs contract and detectors: a file each. A module that waits for a registry, and whoever imports it, stays out: in one file
 * with what it waits for it would wait for ever.
 */
function groupOf(id: string, infoOf: InfoOf): string | null {
  const group = /\/(contract|typebox)\/|registry-modules$/.test(id) ? 'contract' : id.includes('/detectors/') ? 'detectors' : null
  return group === null || waits(id, infoOf, new Set()) ? null : group
}

function waits(id: string, infoOf: InfoOf, seen: Set<string>): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const info = infoOf(id)
  return /^(export )?const (?!.*\basync\b).*\bawait\b/m.test(info?.code ?? '') || (info?.importedIds ?? []).some(one => waits(one, infoOf, seen))
}

const registryId = '\0registry-modules'
const folderId = '\0folder:'

/** In the place of reading a folder: the names of its files, and how each is loaded. */
function registryByName(): Plugin {
  const folders = registries.flatMap(pattern => globSync(pattern)).sort()
  return {
    name: 'registry-by-name',
    resolveId: id => (id.endsWith('/registry-modules.ts') ? registryId : id.startsWith(folderId) ? id : null),
    load: id => (id === registryId ? registryCode(folders) : id.startsWith(folderId) ? folderCode(id.slice(folderId.length)) : null),
  }
}

const registryCode = (folders: readonly string[]): string => `const root = new URL('../', import.meta.url)
const folders = new Map([${folders.map(folder => `[new URL('${folder}/', root).href, ${loadersCode(folder)}]`).join(',\n')}])
export const filesOf = async folder => Object.keys(folders.get(folder.href))
export const moduleOf = file => folders.get(new URL('./', file).href)[file.href.split('/').at(-1)]()`

/** Commands are loaded by themselves, because one is asked for; the files of other folders together. */
function loadersCode(folder: string): string {
  const loaders = modulesOf(folder).map(file => {
    const name = JSON.stringify(builtFrom(basename(file)))
    return folder === 'cli'
      ? `${name}: () => import(${JSON.stringify(resolve(file))})`
      : `${name}: async () => (await import(${JSON.stringify(folderId + folder)}))[${name}]`
  })
  return `{ ${loaders.join(', ')} }`
}

const folderCode = (folder: string): string =>
  modulesOf(folder)
    .map(file => `export * as ${JSON.stringify(builtFrom(basename(file)))} from ${JSON.stringify(resolve(file))}`)
    .join('\n')

const modulesOf = (folder: string): string[] => globSync(`${folder}/*.ts`, { exclude: ['**/index.ts'] }).sort()
const builtFrom = (source: string): string => source.replace(/\.ts$/, '.js')

/** What a module reads and starts lies beside where it was built, not beside the bundle. */
function placeOfBuilt(): Plugin {
  return {
    name: 'place-of-built',
    transform(code, id) {
      if (id.startsWith('\0') || id.includes('/node_modules/') || !code.includes('import.meta.url')) return null
      return code.replaceAll('import.meta.url', `new URL('../${builtFrom(relative('.', id))}', import.meta.url).href`)
    },
  }
}
