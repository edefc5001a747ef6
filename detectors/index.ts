import { type Column, type Detector, readRegistry, type SummaryKind } from '../contract/index.ts'

const families = ['quality', 'drift', 'performance', 'bias'] as const

const read = async (family: string) => readRegistry<Detector>(new URL(`./${family}/`, import.meta.url), `${family}/`)

/** Every detector by name: a file in a family folder is one, and nothing else has to know it. */
export const detectors: ReadonlyMap<string, Detector> = new Map((await Promise.all(families.map(read))).flatMap(family => [...family]))

/** Detectors of a column of this type and role. */
export const detectorsFor = ({ type, role }: Pick<Column, 'type' | 'role'>): Detector[] =>
  [...detectors.values()].filter(detector => detector.roles.includes(role) && detector.reads.includes(type))

/** Detectors of something that is not a column: labelled scores, groups, volume. */
export const detectorsReading = (kind: Exclude<SummaryKind, Column['type']>): Detector[] =>
  [...detectors.values()].filter(detector => detector.reads.includes(kind))
