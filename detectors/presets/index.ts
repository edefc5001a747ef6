import { type Preset, readRegistry } from '../../contract/index.ts'

/** Presets by name: a file of this folder is one. */
export const presets: ReadonlyMap<string, Preset> = await readRegistry<Preset>(new URL('./', import.meta.url))
