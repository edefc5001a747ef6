import type { Static } from 'typebox'
import type { Verdict } from '../../contract/index.ts'
import { latestSignals, listAlerts, listSchemas, readDeclaration, type VersionTotals } from '../store/store.ts'
import { type Model, type ModelDetail, schemaBody } from './bodies.ts'
import type { RouteParts } from './parts.ts'

type ModelBody = Static<typeof Model>
const seriesMax = 100_000

/** Models with their totals and verdicts, by name; empty when the one that is named is unknown. */
export async function readModels({ engine, settings, clock, totals: totalsOf }: RouteParts, model?: string): Promise<ModelBody[]> {
  const totals = await totalsOf(model)
  const sinceMs = clock() - settings.retiredAfterMs
  const latest = await latestSignals(engine, { sinceMs, limit: seriesMax, ...(model === undefined ? {} : { model }) })
  const deciding = Map.groupBy(
    latest.items.filter(signal => signal.deciding),
    signal => signal.model,
  )
  const open = await listAlerts(engine, { state: 'open', model }, { limit: settings.itemsMax })
  const alarming = new Set(open.items.map(alert => alert.model))
  return [...Map.groupBy(totals, total => total.model)]
    .map(([name, versions]) => modelOf(name, versions, alarming.has(name) ? 'alarm' : verdictOf(deciding.get(name) ?? [])))
    .sort((a, b) => (a.model < b.model ? -1 : 1))
}

/** One model with the columns of its versions and the declared outputs that they lack, or undefined when it is unknown. */
export async function readModel(parts: RouteParts, name: string): Promise<Static<typeof ModelDetail> | undefined> {
  const [found] = await readModels(parts, name)
  if (!found) return undefined
  const declaration = await readDeclaration(parts.engine, name)
  const inUse = new Map((await listSchemas(parts.engine, name)).map(schema => [schema.version, schema]))
  const versions = found.versions.flatMap(version => {
    const schema = inUse.get(version.version)
    return schema ? [{ ...version, ...schemaBody(schema, declaration) }] : []
  })
  return { ...found, versions }
}

function modelOf(model: string, totals: readonly VersionTotals[], verdict: Verdict): ModelBody {
  const versions = totals.map(({ model: _model, ...version }) => version)
  const sum = (pick: (one: VersionTotals) => number): number => totals.reduce((total, one) => total + pick(one), 0)
  return { model, versions, rows: sum(one => one.rows), labelled: sum(one => one.labelled), verdict }
}

/** Without an open alert: calm when most of what decides is calm. A lone alarm that has opened nothing is noise within the budget. */
function verdictOf(latest: readonly { readonly verdict: Verdict }[]): Verdict {
  return latest.filter(signal => signal.verdict === 'calm').length * 2 > latest.length ? 'calm' : 'unsure'
}
