import { createHash } from 'node:crypto'
import { type Action, type ActionContext, type Alert, type Delivery, type DeliveryResult, Failure, hourMs } from '../../contract/index.ts'
import type { Rule } from './settings.ts'
import { type PlacedRule, readWith } from './with.ts'

/** A rule with its action bound: which alerts it takes, and how they are delivered. */
export interface Route {
  readonly name: string
  readonly kind: Delivery['kind']
  /** Changes when the rule is configured anew: what a target said about itself is forgotten then. */
  readonly target: string
  readonly onceOnly: boolean
  readonly coolDownMs: number
  readonly dataMs: number
  /** Once it wants an alert it wants its later revisions too: severity only rises and members only join. */
  wants(alert: Alert): boolean
  deliver(delivery: Delivery, signal: AbortSignal): Promise<DeliveryResult>
}

/** What all attempts have in common. */
type World = Omit<ActionContext, 'signal'>

/**
 * Binds the rules to their actions.
 *
 * @throws Failure CONFIG when a rule names no action, two rules have one name, or an action's settings are wrong
 */
export function buildRoutes(rules: readonly Rule[], actions: ReadonlyMap<string, Action>, world: World): Route[] {
  const names = rules.map(rule => rule.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Failure('CONFIG', `alert.rules: two rules are named ${twice}`)
  return rules.map((rule, index) => buildRoute({ rule, index }, actions, world))
}

function buildRoute(placed: PlacedRule, actions: ReadonlyMap<string, Action>, world: World): Route {
  const { rule } = placed
  const action = actions.get(rule.action)
  if (!action) throw new Failure('CONFIG', `alert.rules: rule ${rule.name} names the action ${rule.action}; there is ${[...actions.keys()].join(', ')}`)
  const settings = readWith(action, placed)
  return {
    name: rule.name,
    kind: rule.kind,
    target: createHash('sha256')
      .update(JSON.stringify([rule.name, rule.action, settings]))
      .digest('hex')
      .slice(0, 32),
    onceOnly: rule.kind === 'retrain' && !rule.idempotent,
    coolDownMs: rule.coolDownHours * hourMs,
    dataMs: rule.dataHours * hourMs,
    wants: alert => matches(rule, alert),
    deliver: (delivery, signal) => action.deliver(delivery, settings, { ...world, signal }),
  }
}

const matches = (rule: Rule, alert: Alert): boolean =>
  (rule.models?.includes(alert.model) ?? true) &&
  (rule.severity !== 'critical' || alert.severity === 'critical') &&
  (rule.detectors?.some(prefix => alert.signals.some(signal => signal.detector.startsWith(prefix))) ?? true)
