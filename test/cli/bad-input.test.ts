import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { halfModel, inferPath, newStage, post, serveHttp, serveRaw, strike, tensorBody } from '../agent/stage.ts'
import { type Served, serve } from '../road/processes.ts'
import { until } from '../setup/until.ts'
import { sendEvent } from './event.ts'
import { expectSentence, type Result, runCommand } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bad-input-'))
const data = join(folder, 'data')
const write = (name: string, body: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, body)
  return path
}
const start = (command: string, ...args: readonly string[]): Promise<Served> =>
  serve(['bin/plimsoll.cjs', command, ...args], {}, command === 'agent' ? 'adminPort' : 'inward')
const stage = newStage()
afterEach(() => strike(stage))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('plimsoll collector', () => {
  let running: Served
  beforeAll(async () => {
    running = await start('collector', '--data', data, '--port', '0', '--api-port', '0')
    expect((await sendEvent(running.ports['inward'], 'first')).status).toBe(200)
  })
  afterAll(() => running.stop())
  const second = (...args: readonly string[]): Promise<Result> => runCommand(['collector', '--data', join(folder, 'second'), ...args])

  it('says which port is in use, and by which setting to choose another', async () => {
    const { inward, outward } = running.ports
    expectSentence(await second('--port', String(inward), '--api-port', '0'), {
      code: 1,
      sentence: `port ${inward} of 127.0.0.1 is in use; stop what uses it, or choose another by receive.port`,
    })
    expectSentence(await second('--port', '0', '--api-port', String(outward)), {
      code: 1,
      sentence: `port ${outward} of 127.0.0.1 is in use; stop what uses it, or choose another by read.port`,
    })
  })

  it('says that an address is not one of this machine', async () => {
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const config = write('elsewhere.yaml', `read: { host: 192.0.2.1, port: 0, token: ${'t'.repeat(32)} }\n`)
    const sentence = 'read.host 192.0.2.1 and read.port 0 cannot be listened on (EADDRNOTAVAIL)'
    expectSentence(await second('--config', config, '--port', '0'), { code: 2, sentence })
  })

  it.each(['receive', 'read'])('refuses to open %s to the network without a token', async section => {
    const config = write(`${section}.yaml`, `${section}: { host: 0.0.0.0 }\n`)
    const { code, err } = await second('--config', config)
    expect(code).toBe(2)
    expect(err).toMatch(new RegExp(`^plimsoll: [^\\n]*${section}\\.host 0\\.0\\.0\\.0 is open to the network[^\\n]*token[^\\n]*\\n$`))
  })

  // Elsewhere the engine finds out, and one line of its own ("Cannot lock file") stands above ours.
  it.runIf(existsSync('/proc/locks'))('names the process that has the data folder, and opens it when that is gone', async () => {
    expectSentence(await runCommand(['collector', '--data', data, '--port', '0', '--api-port', '0']), {
      code: 1,
      sentence: `the data folder ${data} is in use by process ${running.child.pid}; stop it, or name another folder by store.data (--data)`,
    })
    running.child.kill('SIGKILL')
    await until('the first is gone', () => running.child.signalCode !== null)
    running = await start('collector', '--data', data, '--port', '0', '--api-port', '0')
  })

  it('says that the data folder is no folder', async () => {
    const file = write('file', '')
    for (const path of [file, join(file, 'below'), ...(existsSync('/proc') ? ['/proc/nothing'] : [])]) {
      const { code, err } = await runCommand(['collector', '--data', path])
      expect(code).toBe(2)
      expect(err).toMatch(
        new RegExp(`^plimsoll: the data folder ${path} cannot be opened \\((EEXIST|ENOTDIR|ENOENT)\\); name a folder that this user may write[^\\n]*\\n$`),
      )
    }
  })

  it.each([
    ['a Parquet file that is text', 'rows.parquet', 'a,b\n1,2\n', /rows\.parquet is not what its name says: it holds text, not Parquet/],
    ['a table that is gzip', 'rows.csv', gzipSync('a\n1\n'), /rows\.csv is not what its name says: it holds gzip, not text/],
    ['an unknown ending', 'rows.xlsx', 'x', /rows\.xlsx is no file that a baseline can be learned from: \.csv/],
    ['an empty file', 'empty.csv', '', /empty/],
    ['a file without its columns', 'others.csv', 'b\n1\n', /others\.csv has no column of churn: a/],
    ['no file', 'nowhere/rows.csv', null, /nowhere\/rows\.csv cannot be read/],
  ])('does not learn a baseline from %s', async (_case, name, body, message) => {
    const inward = `http://127.0.0.1:${running.ports['inward']}`
    const path = body === null ? join(folder, name) : write(name, body)
    const { code, out, err } = await runCommand(['baseline', 'learn', path, '--model', 'churn', '--model-version', '1', '--collector', inward])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(message)
    expect(err).toMatch(/^plimsoll: [^\n]*\n$/)
  })
})

describe('plimsoll agent', () => {
  const agent = (upstream: number, ...args: readonly string[]): Promise<Served> =>
    start('agent', '--upstream', `http://127.0.0.1:${upstream}`, '--collector', 'http://127.0.0.1:9', '--admin-listen', '127.0.0.1:0', ...args)
  const metricsOf = async (running: Served): Promise<string> => (await fetch(`http://127.0.0.1:${running.ports['adminPort']}/metrics`)).text()

  it.each(['--listen', '--admin-listen'])('says that the port of %s is in use, and names it', async flag => {
    const address = `127.0.0.1:${await serveRaw(stage, () => {})}`
    const other = flag === '--listen' ? '--admin-listen' : '--listen'
    const result = await runCommand(['agent', flag, address, other, '127.0.0.1:0'])
    expectSentence(result, { code: 1, sentence: `Port in use: something else listens on ${address}; stop it or choose another address by ${flag}.` })
  })

  it('answers 502 while the model server is down, stays up, and passes again when it is back', async () => {
    const gone = newStage()
    const upstream = await serveHttp(gone, halfModel)
    await strike(gone)
    const running = await agent(upstream, '--listen', '127.0.0.1:0')
    try {
      const answer = await post(running.ports['port'] as number, inferPath, tensorBody([1, 2]))
      expect(answer.status).toBe(502)
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        code: 'UPSTREAM_DOWN',
        message: `The model server at 127.0.0.1:${upstream} refused the connection.`,
        retry: true,
      })
      expect((await fetch(`http://127.0.0.1:${running.ports['adminPort']}/healthz`)).status).toBe(200)
      expect(await metricsOf(running)).toContain('plimsoll_agent_requests_total{status="5xx"} 1')
      await serveHttp(stage, halfModel, upstream)
      expect((await post(running.ports['port'] as number, inferPath, tensorBody([1, 2]))).status).toBe(200)
    } finally {
      expect(await running.stop()).toBe(0)
    }
  })

  it('serves clients while the collector is down', async () => {
    const running = await agent(await serveHttp(stage, halfModel), '--listen', '127.0.0.1:0')
    try {
      expect((await post(running.ports['port'] as number, inferPath, tensorBody([1, 2]))).status).toBe(200)
      await until('it counts that nobody takes its copies', async () => /plimsoll_agent_ship_failures_total\{.*\} [1-9]/.test(await metricsOf(running)))
    } finally {
      expect(await running.stop()).toBe(0)
    }
  })
})
