import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const rooms = ['contract', 'agent', 'collector', 'detectors', 'cli', 'examples', 'benchmarks', 'scripts', 'dashboards'] as const

export interface Source {
  readonly file: string
  readonly text: string
}

const read = (file: string): Source => ({ file, text: readFileSync(file, 'utf8') })

/** Our sources without tests, by path from the root. */
export const sources: readonly Source[] = globSync(`{${rooms.join(',')}}/**/*.ts`)
  .sort()
  .map(read)

export const testSources: readonly Source[] = globSync('test/**/*.ts').sort().map(read)

export interface Import {
  readonly file: string
  readonly target: string
  readonly outside: boolean
}

// `from '…'`, `import('…')` and the bare `import '…'`.
const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm

export const importsOf = ({ file, text }: Source): Import[] =>
  Array.from(text.matchAll(importPattern), match => {
    const target = match[1] ?? ''
    const outside = !target.startsWith('.')
    return { file, target: outside ? target : join(dirname(file), target), outside }
  })

export const imports: readonly Import[] = sources.flatMap(importsOf)
