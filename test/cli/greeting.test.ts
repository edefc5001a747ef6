import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { greet } from '../../cli/command/greet.ts'
import { buildLog } from '../../cli/command/log.ts'
import { ensureTool } from '../setup/tool.ts'
import { until } from '../setup/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-greeting-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openTerminal(live: boolean) {
  let shown = ''
  const terminal = {
    out: (text: string) => void (shown += text),
    err: (text: string) => void (shown += text),
    live,
    env: {},
    stop: new AbortController().signal,
    clock: Date.now,
  }
  return { terminal, shown: () => shown }
}

describe('the log on a terminal', () => {
  it('is a sentence a line, from the greeting on', () => {
    const { terminal, shown } = openTerminal(true)
    const log = buildLog(terminal)
    log.info('before the greeting')
    greet(terminal, log, {
      service: 'collector',
      places: [
        ['data', './here'],
        ['what it knows', 'http://there'],
      ],
      next: 'go on',
      end: 'it ends.',
    })
    log.info({ alert: 'a1' }, 'alert opened: distance of flights changed')
    log.error({ err: new Error('the store is closed') }, 'a round failed')
    const [greeting, lines] = shown().split('it ends.\n\n')
    expect(greeting).toMatch(
      /^\nPlimsoll collector \d+\.\d+\.\d+\n\n {2}data {12}\.\/here\n {2}what it knows {3}http:\/\/there\n\n {2}Next: go on\n {2}Ctrl-C ends it; $/,
    )
    // Time of day, in any zone.
    expect(lines).toMatch(/^\d\d:\d\d:\d\d {2}alert opened: distance of flights changed\n\d\d:\d\d:\d\d {2}error {2}a round failed: the store is closed\n$/)
  })

  it('shows what would steer the terminal instead of obeying it', () => {
    const { terminal, shown } = openTerminal(true)
    buildLog(terminal).warn('model \u001b]0;owned\u0007\r\n of a stranger')
    expect(shown()).toMatch(/ {2}warning {2}model \\x1b\]0;owned\\x07\\x0d\\x0a of a stranger\n$/)
  })

  it('says nothing of its own into a pipe', () => {
    const { terminal, shown } = openTerminal(false)
    greet(terminal, buildLog(terminal), { service: 'agent', places: [], next: '', end: '' })
    expect(shown()).toBe('')
  })
})

it('the log of a collector begins with the configuration that it read, and how much that declares', async () => {
  const config = join(folder, 'mine.yaml')
  writeFileSync(config, 'models:\n  churn: { label: churned }\n  fraud: {}\n')
  const args = ['bin/plimsoll.cjs', 'collector', '--config', config, '--data', join(folder, 'piped'), '--port', '0', '--api-port', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let log = ''
  child.stdout.on('data', chunk => (log += String(chunk)))
  try {
    await until('the collector serves', () => log.includes('the collector serves'), 40_000)
    expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({ file: config, msg: `configuration: ${config} (2 models, 0 alert rules)` })
    child.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
})

/** Gives a command a terminal; what is written to it is typed there. That of BSD and macOS has other options. */
const typing = 'script'
const hasScript = process.platform === 'linux' && ensureTool(typing, 'bsdutils')

describe.runIf(hasScript)('on a terminal', () => {
  it.each([
    ['collector', `--data ${join(folder, 'data')} --port 0 --api-port 0`, 'what it knows'],
    ['agent', '--listen 127.0.0.1:0 --admin-listen 127.0.0.1:0', 'clients connect to'],
  ])('plimsoll %s greets, and Ctrl-C ends it', async (command, args, place) => {
    // exec: some shells stay in between and would end by the interrupt themselves.
    const line = `exec ${process.execPath} bin/plimsoll.cjs ${command} ${args}`
    const child = spawn(typing, ['-qefc', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    let shown = ''
    child.stdout.on('data', chunk => (shown += String(chunk)))
    try {
      await until(`plimsoll ${command} greets`, () => shown.includes('Ctrl-C ends it'), 40_000)
      expect(shown).toMatch(new RegExp(`Plimsoll ${command} \\d[^]* ${place} +http://127\\.0\\.0\\.1:\\d+[^]*Next: `))
      expect(shown).not.toContain('{"level"')
      child.stdin.write('\u0003')
      expect((await exited)[0]).toBe(0)
    } finally {
      child.kill('SIGKILL')
    }
  })
})
