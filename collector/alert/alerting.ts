import type { Logger } from 'pino'
import { Counter, Gauge, type Registry } from 'prom-client'
import { type Action, type Alert, type Clock, metrics, readRegistry } from '../../contract/index.ts'
import { appendAlerts, countRows, type Engine, type OutboxEntry, readFolds } from '../store/store.ts'
import { systemResolve } from './address.ts'
import { type Fold, foldKey, packFold, unpackFold } from './fold.ts'
import { readIntake } from './intake.ts'
import { type Outbox, openOutbox } from './outbox.ts'
import { buildRoutes, type Route } from './route.ts'
import { type AlertEvent, foldSignals } from './rules.ts'
import type { AlertSettings } from './settings.ts'
import type { Wordings } from './wording.ts'

const graceMs = 2_000

export interface AlertingParts {
  readonly engine: Engine
  readonly settings: AlertSettings
  readonly clock: Clock
  readonly registry: Registry
  readonly log: Logger
  /** How titles say what a detector found, by its name. */
  readonly wordings: Wordings
  /** Name to address, where `{id}`, `{model}` and `{version}` stand for those of the alert. */
  readonly links: Readonly<Record<string, string>>
}

export interface Alerting {
  /** Reads new signals, moves alerts on, and starts the deliveries that are due. Does not wait for targets. */
  tick(): Promise<void>
  /** Waits for deliveries under way; for what then remains, a restart goes on. */
  close(): Promise<void>
}

interface Memory {
  readonly sequence: bigint
  readonly cursor: string
  readonly fold: Fold
}

/** Every file of `actions/`. */
export const readActions = (): Promise<ReadonlyMap<string, Action>> => readRegistry<Action>(new URL('./actions/', import.meta.url))

/**
 * Signals to alerts to deliveries. Goes on where it was: what the rules remember is written with the alerts, in one insert.
 *
 * @throws Failure CONFIG for a wrong rule, STORE_UNAVAILABLE
 */
export async function startAlerting(parts: AlertingParts): Promise<Alerting> {
  const routes = buildRoutes(parts.settings.rules, await readActions(), { clock: parts.clock, resolve: systemResolve })
  const tell = buildMetrics(parts, routes)
  const outbox = await openOutbox({
    engine: parts.engine,
    routes,
    clock: parts.clock,
    pendingMax: parts.settings.pendingMax,
    inFlightMax: parts.settings.inFlightMax,
    countRows: span => countRows(parts.engine, span),
    note: entry => tell.delivery(entry),
    fail: error => parts.log.warn({ err: error }, 'a delivery was not made or not written down; it will be tried again'),
  })
  const desk = { parts, outbox, tell, memory: null as Memory | null }
  let last: Promise<void> = Promise.resolve()
  const next = (work: () => Promise<void>) => (last = last.then(work, work))
  return { tick: () => next(() => tick(desk)), close: () => next(() => outbox.close(graceMs)) }
}

interface Desk {
  readonly parts: AlertingParts
  readonly outbox: Outbox
  readonly tell: ReturnType<typeof buildMetrics>
  memory: Memory | null
}

async function tick(desk: Desk): Promise<void> {
  let more = true
  while (more) more = await step(desk)
  await desk.outbox.derive()
  desk.outbox.pump()
}

/** One batch of signals. What is remembered moves on only when it is in the store; when that is unclear it is read again. */
async function step(desk: Desk): Promise<boolean> {
  const { engine, settings } = desk.parts
  const before = desk.memory ?? (await readMemory(engine))
  desk.memory = null
  const { signals, cursor, more } = await readIntake(engine, before.fold, { cursor: before.cursor, limit: settings.signalsMax })
  const wanted = settings.detectors.length === 0 ? signals : signals.filter(signal => settings.detectors.includes(signal.detector))
  const { fold, events } = foldSignals(before.fold, wanted, desk.parts.wordings)
  desk.memory = await commit(desk.parts, before, { fold, cursor, events })
  desk.tell.alerts(desk.memory.fold)
  for (const { kind, alert } of events)
    desk.parts.log.info({ alert: alert.id, model: alert.model, severity: alert.severity, revision: alert.revision }, `alert ${kind}: ${alert.title}`)
  return more
}

async function readMemory(engine: Engine): Promise<Memory> {
  const { sequence, cursor, folds } = await readFolds(engine)
  return { sequence, cursor, fold: new Map(folds.map(text => unpackFold(text)).map(model => [foldKey(model), model])) }
}

async function commit(parts: AlertingParts, before: Memory, after: { fold: Fold; cursor: string; events: readonly AlertEvent[] }): Promise<Memory> {
  const kept = [...after.fold].filter(([key, model]) => before.fold.get(key) !== model).map(([key, model]) => ({ key, body: packFold(model) }))
  const forgotten = [...before.fold.keys()].filter(key => !after.fold.has(key)).map(key => ({ key, body: '' }))
  const folds = [...kept, ...forgotten]
  if (folds.length === 0) return { ...before, cursor: after.cursor }
  const sequence = before.sequence + 1n
  await appendAlerts(parts.engine, {
    sequence,
    cursor: after.cursor,
    folds,
    records: after.events.map(({ kind, alert }) => ({ kind, alert: { ...alert, links: linksOf(parts.links, alert) } })),
  })
  return { sequence, cursor: after.cursor, fold: after.fold }
}

const linksOf = (links: AlertingParts['links'], alert: Pick<Alert, 'id' | 'model' | 'version'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(links).map(([name, address]) => [
      name,
      address.replaceAll(/\{(id|model|version)\}/g, (_whole, key: 'id' | 'model' | 'version') => encodeURIComponent(alert[key])),
    ]),
  )

const outcomes = ['delivered', 'failed', 'folded', 'skipped', 'dead'] as const

function buildMetrics({ registry, log }: Pick<AlertingParts, 'registry' | 'log'>, routes: readonly Route[]) {
  const open = new Gauge({ name: metrics.alertsOpen, help: 'Alerts that are open', labelNames: ['model', 'version', 'severity'], registers: [registry] })
  const deliveries = new Counter({
    name: metrics.deliveries,
    help: 'Attempts to deliver and entries that ended without one, by what came of them',
    labelNames: ['rule', 'kind', 'outcome'],
    registers: [registry],
  })
  // A counter that appears with its first count hides that count from `increase`.
  for (const { name, kind } of routes) for (const outcome of outcomes) deliveries.inc({ rule: name, kind, outcome }, 0)
  return {
    alerts: (fold: Fold) => {
      for (const { model, version, alerts } of fold.values()) {
        for (const severity of ['warning', 'critical']) {
          open.set({ model, version, severity }, alerts.filter(live => live.alert.state === 'open' && live.alert.severity === severity).length)
        }
      }
    },
    delivery: (entry: OutboxEntry) => {
      const outcome = entry.state === 'pending' ? 'failed' : entry.state
      deliveries.inc({ rule: entry.rule, kind: entry.kind, outcome })
      if (outcome === 'failed' || outcome === 'dead')
        log.warn({ delivery: entry.key, rule: entry.rule, alert: entry.alert, attempts: entry.attempts }, `delivery ${outcome}: ${entry.detail}`)
    },
  }
}
