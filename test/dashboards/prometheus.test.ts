import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ensureTool } from '../setup/tool.ts'
import { exposeEverything } from './exposed.ts'
import { dashboards, panelsOf, queriesOf, rules, rulesFile } from './files.ts'

const here = ensureTool('prometheus', 'prometheus') && ensureTool('promtool', 'prometheus')
const promtool = (...words: string[]) => spawnSync('promtool', words, { encoding: 'utf8' })
const rulesPath = fileURLToPath(rulesFile)

describe.skipIf(!here)('promtool', () => {
  it('takes the rules', () => {
    const { status, stdout, stderr } = promtool('check', 'rules', rulesPath)
    expect(status, stdout + stderr).toBe(0)
    expect(stdout).toContain(`${rules.length} rules found`)
  })

  it('sees them fire, and be silent, when they should', () => {
    const { status, stdout, stderr } = promtool('test', 'rules', fileURLToPath(new URL('rules.promtool.yaml', import.meta.url)))
    expect(status, stdout + stderr).toBe(0)
  })

  it('takes the scrape configuration', () => {
    const { status, stdout, stderr } = promtool('check', 'config', fileURLToPath(new URL('../../dashboards/prometheus/prometheus.yaml', import.meta.url)))
    expect(status, stdout + stderr).toBe(0)
  })

  it('finds no fault with what we expose', async () => {
    const exposed = await exposeEverything()
    const text = await (await fetch(`${exposed.url}/metrics`)).text()
    await exposed.close()
    const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    // Status 3 is about names that it would spell otherwise; those must not be either.
    expect(stderr + stdout).toBe('')
    expect(status).toBe(0)
  })
})

describe.skipIf(!here)('Prometheus, scraping what we expose', () => {
  let exposed: Awaited<ReturnType<typeof exposeEverything>>
  let prometheus: ChildProcess
  let folder: string
  let base: string
  let output = ''

  interface Answer {
    readonly status: string
    readonly error?: string
    readonly data: {
      readonly resultType: string
      readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[]
    }
  }
  const query = async (text: string): Promise<Answer> =>
    (await fetch(`${base}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: text }) })).json() as Promise<Answer>
  /** As Grafana does with All chosen. */
  const filled = (text: string): string =>
    text
      .replaceAll('$__rate_interval', '6s')
      .replaceAll('"$segment"', '".*"')
      .replaceAll(/"\$\w+"/g, '".+"')

  beforeAll(async () => {
    exposed = await exposeEverything()
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-prometheus-'))
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    await writeFile(
      join(folder, 'prometheus.yaml'),
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${JSON.stringify(rulesPath)}]
scrape_configs:
  - job_name: plimsoll-collector
    static_configs: [{ targets: ['${new URL(exposed.url).host}'] }]
`,
    )
    prometheus = spawn(
      'prometheus',
      [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    prometheus.stderr?.on('data', (part: Buffer) => (output = (output + part.toString()).slice(-10_000)))
    const scraped = async () => {
      exposed.busy()
      const { data } = await query('count_over_time(plimsoll_store_up[1m])')
      if (!(Number(data.result[0]?.value[1]) >= 4)) throw new Error(`not scraped yet\n${output}`)
    }
    await vi.waitFor(scraped, { timeout: 30_000, interval: 500 })
  })
  afterAll(async () => {
    prometheus?.kill('SIGTERM')
    if (prometheus?.exitCode === null) await new Promise(resolve => prometheus.once('exit', resolve))
    await exposed?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(
    dashboards.flatMap(([, dashboard]) =>
      panelsOf(dashboard).flatMap(panel => (panel.targets ?? []).map(target => ({ title: panel.title, refId: target.refId, expr: target.expr }))),
    ),
  )('the panel $title shows something ($refId)', async ({ expr }) => {
    const answer = await query(filled(expr))
    expect(answer.error).toBeUndefined()
    expect(answer.data.result.length, expr).toBeGreaterThan(0)
    expect(
      answer.data.result.some(series => series.value[1] !== 'NaN'),
      expr,
    ).toBe(true)
  })

  it('every other query of the dashboards runs too', async () => {
    for (const [, dashboard] of dashboards) {
      for (const expr of queriesOf(dashboard)) expect((await query(filled(expr))).error, expr).toBeUndefined()
    }
  })

  it('shows the verdict, the worst series first, and n', async () => {
    const [, dashboard] = dashboards[0] ?? []
    const exprOf = (title: string): string => filled(panelsOf(dashboard as never).find(panel => panel.title === title)?.targets?.[0]?.expr ?? '')
    expect((await query(exprOf('Verdict'))).data.result[0]?.value[1]).toBe('1') // An alert is open.
    const ranked = (await query(exprOf('Series, worst first'))).data.result
    // Each 1 + (way beyond the threshold ÷ smallest). The AUC that fell: 0.58 - 0.41 = 0.17, of 0.1. The drift: 0.43 - 0.21 = 0.22, of 0.25.
    expect(ranked.slice(0, 2).map(({ metric }) => metric['segment'])).toEqual(['origin=SEA', 'origin=ORD'])
    expect(Number(ranked[0]?.value[1])).toBeCloseTo(2.7, 6)
    expect(Number(ranked[1]?.value[1])).toBeCloseTo(1.88, 6)
    // What is calm comes after, the AUC that is well last: 0.75 - 0.58 = 0.17 before the threshold, of 0.2. Value by threshold would have put it third.
    const last = ranked.at(-1)
    expect(last?.metric['detector']).toBe('performance/auc')
    expect(Number(last?.value[1])).toBeCloseTo(0.15, 6)
    expect(ranked.filter(({ metric }) => metric['segment'] === 'origin=LAX')).toEqual([]) // Too little data.
  })

  it('evaluates every rule without an error', async () => {
    const { data } = (await (await fetch(`${base}/api/v1/rules`)).json()) as {
      data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] }
    }
    const evaluated = data.groups.flatMap(group => group.rules)
    expect(evaluated.map(rule => rule.name)).toEqual(rules.map(rule => rule.alert))
    expect(evaluated.filter(rule => rule.health !== 'ok')).toEqual([])
    await vi.waitFor(async () => {
      const { data: firing } = await query('ALERTS{alertname="PlimsollModelAlarm", alertstate="firing"}')
      expect(firing.result.map(series => [series.metric['model'], series.metric['severity']])).toContainEqual(['delays', 'warning'])
    }, 10_000)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
