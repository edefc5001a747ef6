import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { until } from '../setup/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-stopped-'))
afterAll(() => rmSync(folder, { recursive: true }))

const history = join(folder, 'history.csv')
writeFileSync(history, `x,y\n${Array.from({ length: 200_000 }, (_, row) => `${(row * 7_919) % 10_007},${row % 13}\n`).join('')}`)

// A window of 20 rows makes 10,000 of them: minutes of work.
it.each([
  ['backtest', [history, '--window-rows', '20']],
  ['compare', [history, history, '--preset', 'all']],
])('%s ends when it is told to, and leaves no folder behind', async (command, args) => {
  const scratch = mkdtempSync(join(folder, 'scratch-'))
  const entry = new URL('../../bin/plimsoll.cjs', import.meta.url).pathname
  const child = spawn(process.execPath, [entry, command, ...args], { env: { ...process.env, TMPDIR: scratch }, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const folders = () => readdirSync(scratch).filter(name => name.startsWith(`plimsoll-${command}-`))
  await until('it works in a folder', () => folders().length > 0)
  child.kill('SIGTERM')
  expect(await ended).toEqual([1, null])
  expect(folders()).toEqual([])
})
