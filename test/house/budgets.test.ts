import { spawn, spawnSync } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeBody } from '../../benchmarks/receive/payload.ts'
import type { Engine } from '../../collector/store/store.ts'
import { addFlights, dayMs, declareFlights, monday, openWatch, quietFlights } from '../collector/watch/flights.ts'
import { openTestStore } from '../setup/store.ts'

interface Budget {
  /** What it was when it was last looked at. */
  readonly measured: number
  /** How far above that is no news, as a share. */
  readonly slack: number
  readonly unit: string
}

const budgets = JSON.parse(readFileSync('benchmarks/budgets.json', 'utf8')) as Record<string, Budget>
const checked = new Set<string>()

/** Counted things, not times: a figure that has grown is a decision, and its budget is raised in the same commit. */
function keep(name: string, figure: number): void {
  checked.add(name)
  const { measured, slack, unit } = budgets[name] as Budget
  const most = Math.floor(measured * (1 + slack))
  expect(figure, `${name}: ${figure} ${unit}, budget ${most} (benchmarks/budgets.json)`).toBeLessThanOrEqual(most)
  // A budget far above the figure bounds nothing.
  expect(figure, `${name}: ${figure} ${unit} is far below its budget of ${most}; lower it`).toBeGreaterThan(most / 3)
}

const program = resolve('bin/plimsoll.cjs')

it('runtime dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }
  keep('runtime dependencies', Object.keys(dependencies).length)
})

it('what is published', () => {
  const files = globSync('dist/**/*').filter(file => statSync(file).isFile() && !file.endsWith('.d.ts'))
  keep(
    'dist without declarations',
    files.reduce((sum, file) => sum + statSync(file).size, 0),
  )
})

it.each(['agent', 'collector'])('what plimsoll %s loads at its start', command => {
  const counter = resolve('test/setup/count-files.ts')
  const { stderr, stdout } = spawnSync(process.execPath, ['--import', counter, program, command, '--help'], { encoding: 'utf8', timeout: 60_000 })
  expect(stdout).toContain(`Usage: plimsoll ${command}`)
  keep(`files that plimsoll ${command} loads`, Number(/files (\d+)\s*$/.exec(stderr)?.[1]))
})

it.runIf(process.platform === 'linux')('memory of an idle agent', async () => {
  const listen = ['--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0', '--upstream', 'http://127.0.0.1:9', '--collector', 'http://127.0.0.1:9']
  const child = spawn(process.execPath, [program, 'agent', ...listen], { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    await new Promise((started, ended) => {
      for (const stream of [child.stdout, child.stderr]) stream.once('data', started)
      child.once('exit', ended)
    })
    const kibibytes = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
    keep('memory of an idle agent', kibibytes * 1024)
  } finally {
    child.kill()
  }
})

it('what a row costs on the wire', () => {
  const rows = 1_000
  // 16 numbers without a pattern, 4 categories and a score, in batches of a thousand, compressed at the level of the agent.
  const body = gunzipSync(makeBody('protobuf', 'budget', rows))
  keep('a row of 20 columns on the wire', gzipSync(body, { level: 1 }).length / rows)
})

it('what a round costs when nothing has come', async () => {
  const store = await openTestStore()
  let statements = 0
  const counted = <Method extends 'read' | 'write' | 'insert'>(method: Method): Engine[Method] =>
    ((...given: Parameters<Engine[Method]>) => {
      statements += 1
      return (store.engine[method] as (...args: unknown[]) => unknown)(...given)
    }) as unknown as Engine[Method]
  const engine: Engine = { read: counted('read'), write: counted('write'), insert: counted('insert'), close: () => store.engine.close() }
  const watch = await openWatch(engine, () => monday + dayMs, { baselineAfterMs: 0 })
  try {
    const schema = await declareFlights(engine)
    await addFlights(engine, schema, quietFlights(1, { fromMs: monday, toMs: monday + dayMs }, 100), monday + dayMs)
    for (let round = 0; round < 4; round += 1) await watch.tick()
    statements = 0
    await watch.tick()
    keep('statements of an idle round', statements)
  } finally {
    await watch.close()
    await engine.close()
    await store.remove()
  }
})

it('every budget is kept by a test', () => {
  const elsewhere = process.platform === 'linux' ? [] : ['memory of an idle agent']
  expect([...checked, ...elsewhere].sort()).toEqual(Object.keys(budgets).sort())
})
