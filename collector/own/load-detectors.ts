import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Detector, Failure } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import { complaintOf } from '../watch/broken.ts'
import { type Checked, checkConduct } from './check-conduct.ts'
import { shapeErrors } from './check-shape.ts'

const endings = /(?<!\.d)\.(js|mjs|ts|mts)$/
const filesMax = 200

/**
 * Our detectors, and those of a folder that a person named: each a file whose default export is a detector. They are code, and run as this process does.
 *
 * @param folder   empty for none
 * @param setting  where it was named
 * @throws Failure CONFIG that names every file, what is wrong with it, and what to write instead
 */
export async function loadDetectors(folder: string, setting = 'watch.detectorFolder'): Promise<ReadonlyMap<string, Detector>> {
  if (folder === '') return detectors
  const all = new Map(detectors)
  const wrong: string[] = []
  for (const file of await filesOf(folder, setting)) {
    const { detector, errors } = await checkDetector(file)
    const twice = detector && all.has(detector.name) ? [clash(detector.name)] : []
    wrong.push(...[...errors, ...twice].map(sentence => `${file}: ${sentence}`))
    if (detector && errors.length === 0 && twice.length === 0) all.set(detector.name, detector)
  }
  if (wrong.length > 0) throw new Failure('CONFIG', `${setting}: ${wrong.join('\n')}`)
  return all
}

const clash = (name: string): string =>
  `there is a detector ${name} already${detectors.has(name) ? ', one of ours' : ' in this folder'}; give this one, and its file, another name`

async function filesOf(folder: string, setting: string): Promise<string[]> {
  const found = await readdir(resolve(folder)).catch((cause: Error) => {
    throw new Failure('CONFIG', `${setting} ${folder} cannot be read; name a folder that is there, or leave it empty`, { cause })
  })
  const files = found.filter(file => endings.test(file)).sort()
  if (files.length > filesMax) throw new Failure('CONFIG', `${setting} ${folder} has ${files.length} files; at most ${filesMax} are read`)
  return files.map(file => join(resolve(folder), file))
}

/** A file that was tried: the detector where there is one at all, what holds, and what is wrong. */
export interface CheckedFile {
  readonly detector: Detector | null
  readonly rules: readonly Checked[]
  readonly errors: readonly string[]
}

/** Loads one file and tries its detector by the rules that cost little. */
export async function checkDetector(file: string): Promise<CheckedFile> {
  if (!existsSync(file)) return { detector: null, rules: [], errors: [`${file} cannot be read; does it exist?`] }
  const loaded = await importDefault(resolve(file))
  if ('error' in loaded)
    return {
      detector: null,
      rules: [],
      errors: [`cannot be loaded: ${complaintOf(loaded.error)}; it must be JavaScript, or TypeScript whose types can be erased`],
    }
  const shape = shapeErrors(loaded.value, basename(file).replace(endings, ''))
  if (shape.length > 0) return { detector: null, rules: [], errors: shape }
  const detector = loaded.value as Detector
  const rules = checkConduct(detector)
  return { detector, rules, errors: brokenOf(rules) }
}

/** The first is what the others most often come from. */
const brokenOf = (rules: readonly Checked[]): string[] => rules.flatMap(({ rule, wrong }) => (wrong === null ? [] : [`${rule}: ${wrong}`])).slice(0, 1)

const contractUrl = new URL(`../../contract/index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href

/** What such a file may import by name, wherever it lies: the very modules that run here. */
const ours = (): ReadonlyMap<string, string> =>
  new Map([
    ['plimsoll/contract', contractUrl],
    ['typebox', import.meta.resolve('typebox')],
  ])

async function importDefault(file: string): Promise<{ readonly value: unknown } | { readonly error: unknown }> {
  const known = ours()
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const url = known.get(specifier)
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
    },
  })
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return { value: module.default }
  } catch (error) {
    return { error }
  } finally {
    hooks.deregister()
  }
}
