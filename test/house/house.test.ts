import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const run = (command: string, args: readonly string[]): { code: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 240_000 })
  return { code: status, output: `${stdout}${stderr}` }
}
const tool = (name: string): string => `node_modules/.bin/${name}`

/** Findings are printed as the failure's text, so that CI shows them. */
const clean = (name: string, args: readonly string[]): void => {
  const { code, output } = run(tool(name), args)
  expect(code === 0 ? '' : output).toBe('')
}

describe('the house', () => {
  it('type-checks', () => clean('tsc', ['-p', '.']), 240_000)
  it('is formatted', () => clean('biome', ['check', '.']), 240_000)
  it('lints without a finding', () => clean('oxlint', ['--type-aware', '.']), 240_000)
  it('has no dead code', () => clean('knip', ['--no-progress']), 240_000)

  it('has a complete lock: every optional package that a locked one names is there', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string; version?: string }>
    }
    const missing = Object.values(packages).flatMap(one => Object.keys(one.optionalDependencies ?? {}).filter(name => !packages[`node_modules/${name}`]))
    expect(missing).toEqual([])
  })

  it('pins every dependency to one version', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
    const all = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(kind => Object.entries(manifest[kind] ?? {}))
    expect(all.filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([])
  })
})
