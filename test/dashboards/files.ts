import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Target {
  readonly refId: string
  readonly expr: string
}
export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly Target[]
  readonly panels?: readonly Panel[]
  readonly collapsed?: boolean
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] } }
  }
}
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly editable: boolean
  readonly schemaVersion: number
  readonly id?: unknown
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly {
      readonly name: string
      readonly type: string
      readonly definition?: string
      readonly refresh: number
      readonly allValue?: string
    }[]
  }
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] }
}
export interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels?: Record<string, string>
  readonly annotations: Record<string, string>
}

const folder = new URL('../../dashboards/', import.meta.url)
const dashboardFolder = new URL('grafana/dashboards/', folder)

export const dashboards: readonly (readonly [string, Dashboard])[] = readdirSync(dashboardFolder).map(
  file => [file, JSON.parse(readFileSync(new URL(file, dashboardFolder), 'utf8')) as Dashboard] as const,
)
export const rulesFile = new URL('prometheus/rules/plimsoll.yaml', folder)
export const rules: readonly Rule[] = (parse(readFileSync(rulesFile, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(group => group.rules)
export const provisioned = (path: string): unknown => parse(readFileSync(new URL(path, folder), 'utf8'))

/** Panels in rows included, rows themselves not. */
export const panelsOf = (dashboard: Dashboard): Panel[] => dashboard.panels.flatMap(panel => (panel.type === 'row' ? (panel.panels ?? []) : [panel]))

/** Every query of a dashboard: of panels, of annotations, and the metric of each variable. */
export const queriesOf = (dashboard: Dashboard): string[] => [
  ...panelsOf(dashboard).flatMap(panel => (panel.targets ?? []).map(target => target.expr)),
  ...dashboard.annotations.list.flatMap(annotation => annotation.expr ?? []),
  ...dashboard.templating.list.flatMap(variable => /^label_values\((.*), \w+\)$/.exec(variable.definition ?? '')?.[1] ?? []),
]
