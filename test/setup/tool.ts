import { spawnSync } from 'node:child_process'

const isThere = (tool: string): boolean => spawnSync('which', [tool]).status === 0

/**
 * Is this command here? As root on Debian its package is installed when it is not. Where it cannot be had, tests that need it must say that they
 * were skipped; in CI (`CI=true`) its absence is a failure.
 */
export function ensureTool(tool: string, debianPackage: string): boolean {
  if (isThere(tool)) return true
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    const apt = (...words: string[]) => spawnSync('apt-get', words, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    apt('update')
    apt('install', '-y', '--no-install-recommends', debianPackage)
  }
  if (isThere(tool)) return true
  const says = `${tool} is not here (Debian package ${debianPackage})`
  if (process.env['CI'] === 'true') throw new Error(says)
  console.warn(`SKIPPED: ${says}; tests that need it do not run`)
  return false
}
