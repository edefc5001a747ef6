import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { readAgentConfig } from '../../cli/config/agent-config.ts'
import { fakeCollector, newStage, post, serveHttp, strike, testAgent } from '../agent/stage.ts'
import { until } from '../setup/until.ts'

/** The page is the input of this test: what it shows must be what happens. */
const page = readFileSync(new URL('../../docs/mapped-json.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text)
const [yaml = ''] = blocks('yaml')
const [request = '', answer = ''] = blocks('json')

/** The table, by column: numbers as numbers, null as null. */
function tableOf(text: string): Map<string, unknown[]> {
  const lines = text.split('\n').filter(line => line.startsWith('| '))
  const [names = [], , ...rows] = lines.map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
  return new Map(names.map((name, at) => [name, rows.map(row => valueOf(row[at] ?? ''))]))
}
const valueOf = (text: string): unknown => (text === 'null' ? null : /^[\d.]+$/.test(text) ? Number(text) : text)

const stage = newStage()
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-mapped-json-'))
afterEach(() => strike(stage))
afterAll(() => rmSync(folder, { recursive: true }))

it('the configuration of docs/mapped-json.md makes its table of its request and answer', async () => {
  const file = join(folder, 'plimsoll.yaml')
  writeFileSync(file, yaml)
  const { model, modelVersion, protocols } = await readAgentConfig({ file, env: {}, flags: {}, warn: expect.unreachable })
  if (model === undefined || modelVersion === undefined) throw new Error('the page names model and version')
  const upstream = await serveHttp(stage, (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  const collector = await fakeCollector(stage)
  const agent = await testAgent(stage, upstream, { model, modelVersion, protocols, collector: collector.url })

  const { status, body } = await post(agent.port, '/score', request, { 'content-type': 'application/json' })
  expect([status, body.toString()]).toEqual([200, answer])
  await until('it is sent', () => collector.records().length === 1)

  const found = collector.records()[0]?.attributes
  expect([found?.get('ml.model.name'), found?.get('ml.model.version'), found?.get('ml.inference.id')]).toEqual(['churn', '3', 'r-81'])
  const columns = ['ml.inputs', 'ml.outputs'].flatMap(side => [...((found?.get(side) ?? new Map()) as Map<string, unknown>)])
  const { row: _row, ...shown } = Object.fromEntries(tableOf(page))
  expect(Object.fromEntries(columns)).toEqual(shown)
  expect(Object.keys(shown)).toEqual(['age', 'plan', 'country', 'probability', 'class'])
})

it('KServe V1 needs its paths alone, as the page says', async () => {
  const upstream = await serveHttp(stage, (_request, response) => response.writeHead(200).end('{"predictions":[0.5]}'))
  const agent = await testAgent(stage, upstream, { model: 'm', protocols: { json: { paths: ['/v1/models/*'] } } })
  await post(agent.port, '/v1/models/m:predict', '{"instances":[[1]]}', { 'content-type': 'application/json' })
  await until('it is captured', async () => (await agent.count('agentCaptured')) === 1)
})
