import { describe, expect, it } from 'vitest'
import { metrics } from '../../contract/index.ts'
import { dashboards, panelsOf, provisioned, queriesOf, rules } from './files.ts'

const known = new Set<string>(Object.values(metrics).flatMap(name => [name, ...['_bucket', '_sum', '_count'].map(part => `${name}${part}`)]))
const named = (query: string): string[] => query.match(/\bplimsoll_\w+/g) ?? []

describe.each(dashboards)('%s', (_file, dashboard) => {
  const panels = panelsOf(dashboard)
  const all = [...dashboard.panels, ...dashboard.panels.flatMap(panel => panel.panels ?? [])]
  const text = JSON.stringify(dashboard)

  it('is classic, fixed in name, and not bound to a database', () => {
    expect(dashboard.uid).toMatch(/^[a-z0-9-]{1,40}$/)
    expect([41, 42]).toContain(dashboard.schemaVersion)
    expect(dashboard.editable).toBe(false)
    expect(dashboard.id ?? null).toBeNull()
    expect(text).not.toContain('__inputs')
  })

  it('asks only the data source that a variable names', () => {
    const uids = [...text.matchAll(/"uid":"([^"]*)"/g)].map(match => match[1])
    expect(new Set(uids)).toEqual(new Set([dashboard.uid, '${datasource}', '-- Grafana --']))
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', label: 'Data source', type: 'datasource' })
  })

  it('has panels with unique ids, a title, a description, a unit and queries', () => {
    expect(new Set(all.map(panel => panel.id)).size).toBe(all.length)
    for (const panel of panels) {
      expect(panel.title, `panel ${panel.id}`).toMatch(/\w/)
      expect(panel.description?.length ?? 0, panel.title).toBeGreaterThan(20)
      expect(panel.targets?.length ?? 0, panel.title).toBeGreaterThan(0)
      expect(panel.fieldConfig?.defaults.unit, panel.title).toMatch(/\w/)
      expect(new Set(panel.targets?.map(target => target.refId)).size, panel.title).toBe(panel.targets?.length)
    }
  })

  it('lays panels on 24 columns without overlap', () => {
    const cells = new Map<string, string>()
    for (const { gridPos, title } of all) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.get(`${x},${y}`), `${title} at ${x},${y}`).toBeUndefined()
          cells.set(`${x},${y}`, title)
        }
      }
    }
  })

  it('has thresholds that ascend from nothing', () => {
    for (const panel of panels) {
      const steps = panel.fieldConfig?.defaults.thresholds?.steps.map(step => step.value) ?? [null]
      expect(steps[0], panel.title).toBeNull()
      const rest = steps.slice(1) as number[]
      expect(rest, panel.title).toEqual(rest.toSorted((a, b) => a - b))
    }
  })

  it('defines every variable that it uses, uses every one that it defines, and loads them anew when the time changes', () => {
    const used = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(match => match[1] as string).filter(name => !name.startsWith('__')))
    expect(used).toEqual(new Set(dashboard.templating.list.map(variable => variable.name)))
    for (const variable of dashboard.templating.list.filter(one => one.type === 'query')) {
      expect(variable.refresh, variable.name).toBe(2)
      expect(variable.allValue, variable.name).toMatch(/^\.[+*]$/)
    }
  })

  it('asks only for metrics that the contract names, and rates only counters', () => {
    for (const query of queriesOf(dashboard)) {
      expect(named(query).length, query).toBeGreaterThan(0)
      for (const name of named(query)) expect(known.has(name), `${name} in ${query}`).toBe(true)
      for (const [, name = ''] of query.matchAll(/(?:rate|increase)\((\w+)/g)) expect(name, query).toMatch(/_total$|_bucket$/)
      for (const name of named(query).filter(one => one.endsWith('_total'))) expect(query).toMatch(new RegExp(`(rate|increase)\\(${name}`))
    }
  })
})

describe('the rules', () => {
  it('ask only for metrics that the contract names', () => {
    for (const { expr } of rules) for (const name of named(expr)) expect(known.has(name), `${name} in ${expr}`).toBe(true)
  })

  it('say what it means and what to do', () => {
    for (const rule of rules) {
      for (const part of ['summary', 'description', 'runbook']) expect(rule.annotations[part]?.length ?? 0, `${rule.alert} ${part}`).toBeGreaterThan(10)
    }
    expect(rules.map(rule => rule.alert)).toEqual(
      expect.arrayContaining(['PlimsollModelAlarm', 'PlimsollNoData', 'PlimsollCaptureDrops', 'PlimsollCollectorDown', 'PlimsollStoreUnavailable']),
    )
  })

  it('count on jobs that the scrape configuration names', () => {
    const { scrape_configs: jobs } = provisioned('prometheus/prometheus.yaml') as { scrape_configs: { job_name: string }[] }
    const asked = rules.flatMap(rule => [...rule.expr.matchAll(/job="([^"]+)"/g)].map(match => match[1]))
    expect(new Set(asked)).toEqual(new Set(jobs.map(job => job.job_name)))
  })
})

describe('provisioning', () => {
  it('is what Grafana reads', () => {
    expect(provisioned('grafana/provisioning/datasources/plimsoll.yaml')).toMatchObject({
      apiVersion: 1,
      datasources: [{ type: 'prometheus', access: 'proxy', uid: expect.any(String) }],
    })
    expect(provisioned('grafana/provisioning/dashboards/plimsoll.yaml')).toMatchObject({
      apiVersion: 1,
      providers: [{ type: 'file', allowUiUpdates: false, options: { path: expect.any(String) } }],
    })
  })
})
