import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { fakeCollector, halfModel, inferPath, newStage, post, serveHttp, strike, tensorBody } from '../agent/stage.ts'
import { until } from '../setup/until.ts'

const stage = newStage()
afterEach(() => strike(stage))

interface Run {
  readonly child: ChildProcess
  out: string
  err: string
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, ['bin/plimsoll.cjs', 'agent', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const all: Run = { child, out: '', err: '' }
  child.stdout.on('data', chunk => (all.out += String(chunk)))
  child.stderr.on('data', chunk => (all.err += String(chunk)))
  stage.closing.push(async () => void child.kill('SIGKILL'))
  return all
}

it('serves until SIGTERM, and then sends what it holds', async () => {
  const [upstream, collector] = [await serveHttp(stage, halfModel), await fakeCollector(stage)]
  const { child, ...output } = run(
    '--upstream',
    `http://127.0.0.1:${upstream}`,
    '--collector',
    collector.url,
    '--listen',
    '127.0.0.1:0',
    '--admin-listen',
    '127.0.0.1:0',
  )
  child.stdout?.on('data', chunk => (output.out += String(chunk)))
  await until('the agent serves', () => output.out.includes('the agent serves'), 30_000)
  const { port } = JSON.parse(output.out.split('\n').find(line => line.includes('the agent serves')) ?? '') as { port: number }
  expect((await post(port, inferPath, tensorBody([1, 2]))).status).toBe(200)
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  expect([code, collector.records().length]).toEqual([0, 1])
})

it('refuses an address for health that others reach', async () => {
  const all = run('--admin-listen', '0.0.0.0:0')
  const [code] = (await once(all.child, 'close')) as [number]
  expect(code).toBe(2)
  expect(all.err).toMatch(/^plimsoll: .*say --insecure\.\n$/)
})
