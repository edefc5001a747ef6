import { type Static, Type } from 'typebox'
import { limits } from '../../contract/index.ts'

const hours = (description: string, value: number) => Type.Number({ default: value, minimum: 0, maximum: 24 * 365, description })

const Rule = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Names the rule in logs, metrics and the outbox; unique' }),
    kind: Type.Union([Type.Literal('alert'), Type.Literal('retrain')], {
      default: 'alert',
      description: 'alert: tell each event of an alert; retrain: ask for a retraining when an alert opens',
    }),
    models: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }), { maxItems: 256, description: 'Only these models' })),
    detectors: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
        maxItems: 64,
        description: 'Only alerts with a member whose detector begins so, as performance/',
      }),
    ),
    severity: Type.Optional(Type.Union([Type.Literal('warning'), Type.Literal('critical')], { description: 'Only alerts at least as severe' })),
    action: Type.String({ default: 'webhook', description: 'How: an entry of collector/alert/actions/' }),
    with: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'Settings of the action' }),
    idempotent: Type.Boolean({ default: false, description: 'retrain: the target starts one run for one webhook-id, so an unclear attempt may be repeated' }),
    coolDownHours: hours('retrain: no second call for a model within, hours', 24),
    dataHours: hours('retrain: span of data meant, back from the end of the first alarming window, hours', 24 * 7),
  },
  { additionalProperties: false },
)
export type Rule = Static<typeof Rule>

export const AlertSettings = Type.Object(
  {
    rules: Type.Array(Rule, { default: [], maxItems: 64, description: 'What is done about alerts' }),
    detectors: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      default: [],
      maxItems: 64,
      description: 'Only these deciding detectors open alerts; empty means all',
    }),
    signalsMax: Type.Integer({ default: 5_000, minimum: 1, maximum: 100_000, description: 'Signals that one step of the rules reads' }),
    pendingMax: Type.Integer({
      default: 10_000,
      minimum: 10,
      maximum: 1_000_000,
      description: 'Deliveries that wait; further ones stay in the table of alerts',
    }),
    inFlightMax: Type.Integer({ default: 4, minimum: 1, maximum: 64, description: 'Deliveries at the same time' }),
  },
  { additionalProperties: false },
)
export type AlertSettings = Static<typeof AlertSettings>
