import { describe, expect, it } from 'vitest'
import { type Import, imports, importsOf, sources, testSources } from './sources.ts'

/** Who may import whom (design section 3 and 10). A room that is not listed may import nothing of ours. */
const may: Record<string, readonly string[]> = {
  contract: [],
  detectors: ['contract'],
  agent: ['contract'],
  'collector/store': ['contract', 'detectors/summaries'],
  'collector/receive': ['contract', 'collector/store'],
  'collector/watch': ['contract', 'detectors', 'collector/store'],
  'collector/alert': ['contract', 'collector/store'],
  'collector/read': ['contract', 'collector/store', 'detectors'],
  collector: ['contract', 'detectors', 'collector/store', 'collector/receive', 'collector/watch', 'collector/alert', 'collector/read'],
  cli: [
    'contract',
    'detectors',
    'agent',
    'collector',
    'collector/store',
    'collector/receive',
    'collector/watch',
    'collector/alert',
    'collector/read',
    'examples',
  ],
  examples: ['contract'],
  scripts: ['contract', 'detectors', 'examples', 'cli', 'collector', 'collector/store', 'collector/watch'],
  benchmarks: ['contract', 'detectors', 'agent', 'cli', 'collector', 'collector/store', 'collector/receive', 'collector/watch', 'examples'],
}
const names = Object.keys(may).sort((a, b) => b.length - a.length)
const roomOf = (file: string): string | undefined => names.find(room => file.startsWith(`${room}/`))

const allowed = ({ file, target }: Import): boolean => {
  const from = roomOf(file)
  const to = roomOf(target)
  if (from === undefined || to === undefined || from === to) return true
  return (may[from] ?? []).some(room => room === to || target.startsWith(`${room}/`))
}
const local = imports.filter(one => !one.outside)
const pairs = (list: readonly Import[]): string[] => list.map(({ file, target }) => `${file} → ${target}`)

describe('architecture', () => {
  it('finds all three forms of import', () => {
    const text = "import a from './a.ts'\nimport './b.ts'\nconst c = await import('./c.ts')\nexport { d } from './d.ts'\n"
    expect(importsOf({ file: 'x/y.ts', text }).map(one => one.target)).toEqual(['x/a.ts', 'x/b.ts', 'x/c.ts', 'x/d.ts'])
    expect(allowed({ file: 'contract/a.ts', target: 'agent/b.ts', outside: false })).toBe(false)
    expect(sources.length).toBeGreaterThan(50)
  })

  it('imports run one way, along the road', () => {
    expect(pairs(local.filter(one => !allowed(one)))).toEqual([])
  })

  it('has no circles, types included', () => {
    expect(circles(local)).toEqual([])
  })

  it('enters contract by its front door, and the store by its own', () => {
    const front: Record<string, string> = { contract: 'contract/index.ts', 'collector/store': 'collector/store/store.ts' }
    const wrong = local.filter(({ file, target }) => {
      const to = roomOf(target)
      return to !== undefined && front[to] !== undefined && roomOf(file) !== to && target !== front[to]
    })
    expect(pairs(wrong)).toEqual([])
  })

  it('keeps detectors pure: no I/O, no clock, no unseeded randomness', () => {
    const io = imports.filter(({ file, target, outside }) => file.startsWith('detectors/') && outside && target.startsWith('node:'))
    expect(pairs(io)).toEqual([])
    const impure = sources.filter(({ file, text }) => file.startsWith('detectors/') && /\b(Date\.now|new Date\(\)|Math\.random|process\.)/.test(text))
    expect(impure.map(({ file }) => file)).toEqual([])
  })

  it('reads the environment in cli, agent/main and collector/main only', () => {
    const wrong = sources.filter(({ file, text }) => /\bprocess\.env\b/.test(text) && !/^(cli|scripts|benchmarks)\/|\/main\.ts$/.test(file))
    expect(wrong.map(({ file }) => file)).toEqual([])
  })

  it('has no drawer for everything', () => {
    const drawers = [...sources, ...testSources].filter(({ file }) => /\/(utils?|helpers?|common|types|constants|lib|manager|misc)\.ts$/.test(file))
    expect(drawers.map(({ file }) => file)).toEqual([])
  })

  it('keeps files at 250 lines or fewer', () => {
    const long = [...sources, ...testSources].filter(({ text }) => text.split('\n').length > 251)
    expect(long.map(({ file }) => file)).toEqual([])
  })

  it('names no place of the machine it was written on', () => {
    const places = [/\/(work|root|home)\//, new RegExp(['regis', 'try\\.npmjs'].join('')), new RegExp(['farm', '-studio'].join(''))]
    const wrong = [...sources, ...testSources].filter(({ text }) => places.some(place => place.test(text)))
    expect(wrong.map(({ file }) => file).filter(file => file !== 'test/house/architecture.test.ts')).toEqual([])
  })
})

/** Every circle once, as its files in order. */
function circles(edges: readonly Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { file, target } of edges) next.set(file, [...(next.get(file) ?? []), target])
  const done = new Set<string>()
  const found: string[][] = []
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    if (start >= 0) found.push(trail.slice(start))
    if (start >= 0 || done.has(file)) return
    for (const target of next.get(file) ?? []) visit(target, [...trail, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return found
}
