import { readRegistry, type Sequential } from '../contract/index.ts'

const families = ['stream', 'eprocess', 'edetector', 'confseq'] as const

const read = async (family: string) => readRegistry<Sequential>(new URL(`./${family}/`, import.meta.url), `${family}/`)

/** Every detector that needs order, by name: a file in a family folder is one. */
export const sequentialDetectors: ReadonlyMap<string, Sequential> = new Map((await Promise.all(families.map(read))).flatMap(family => [...family]))
