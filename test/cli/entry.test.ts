import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const run = (node: string, args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(node, ['bin/plimsoll.cjs', ...args], { encoding: 'utf8', env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env }, timeout: 60_000 })

/** Nodes of the machine that are older than what we need: the entry must still speak for itself there. */
const oldNodes = globSync(['/usr/bin/node', '/usr/local/bin/node', '/usr/bin/nodejs']).filter(node => {
  const major = Number(spawnSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout)
  return major >= 20 && major < 26
})

describe('the entry', () => {
  it('prints help with an example and a next step', () => {
    const { status, stdout } = run(process.execPath, ['--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('plimsoll demo')
  })

  it.each([[['demoo']], [['demoo', '--help']]])('answers the unknown command %j with exit code 2 and the nearest one', args => {
    const { status, stderr } = run(process.execPath, args)
    expect(status).toBe(2)
    expect(stderr).toContain('unknown command demoo; did you mean demo?')
  })

  it('points to an example where an argument is missing', () => {
    const { status, stderr } = run(process.execPath, ['compare'])
    expect(status).toBe(2)
    expect(stderr).toContain("missing required argument 'reference'\nAn example: plimsoll compare --help")
  })

  it.runIf(oldNodes.length > 0)('runs under the packaged Node when the system has an older one', () => {
    for (const node of oldNodes) expect(run(node, ['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  it.runIf(oldNodes.length > 0)('says what is missing when it cannot', () => {
    const { status, stderr } = run(oldNodes[0] as string, ['--version'], { PLIMSOLL_REEXECUTED: '1' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/needs Node 26.*\n.*Install Node 26/)
  })
})
