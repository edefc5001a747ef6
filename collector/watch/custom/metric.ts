import { type Static, Type } from 'typebox'
import { Failure, hourMs, limits, seriesKey } from '../../../contract/index.ts'
import { type Length, lengths, type PlannedSeries } from '../series.ts'
import { expressionLettersMax } from './expression.ts'

export const CustomMetric = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'Its detector is custom/<name>' }),
    model: Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description: 'Model whose rows it is about' }),
    sql: Type.String({
      minLength: 1,
      maxLength: expressionLettersMax,
      description: "SQL expression over the rows of a window, with the model's own column names",
    }),
    description: Type.String({ default: '', maxLength: 200, description: 'What it measures, for people' }),
    unit: Type.String({ default: '1', maxLength: 32, description: 'Unit of its value' }),
    window: Type.Enum(['1h', '24h'], { default: '1h', description: 'Length of the windows that are judged; they follow each other without overlap' }),
    limit: Type.Optional(
      Type.Number({
        description: 'Beyond it the verdict is alarm; without one the threshold is learned from the windows of the baseline, within watch.budget',
      }),
    ),
    direction: Type.Enum(['above', 'below', 'both'], { default: 'above', description: 'Side that alarms; both only without a limit' }),
    matters: Type.Number({
      default: 0,
      minimum: 0,
      description: 'Change from the baseline that is tolerated anyway where the threshold is learned, in its unit',
    }),
  },
  { additionalProperties: false },
)
export type CustomMetric = Static<typeof CustomMetric>

export const detectorOf = ({ name }: Pick<CustomMetric, 'name'>): string => `custom/${name}`
export const isCustom = (detector: string): boolean => detector.startsWith('custom/')

/** A metric as one series of its model: whoever counts or names series counts and names it so. */
export function metricSeries(metric: Pick<CustomMetric, 'name' | 'window'>): PlannedSeries {
  const about = { detector: detectorOf(metric), subject: '*', segment: '' }
  return { key: seriesKey(about), ...about, group: 'columns', lengths: [metric.window], stepMs: hourMs }
}

/** How many metrics of a model are judged within the false-alarm budget; those with a limit of their own spend none. */
export const learnedCount = (metrics: readonly CustomMetric[], model: string): number =>
  metrics.filter(metric => metric.model === model && metric.limit === undefined).length

export const windowMs = ({ window }: Pick<CustomMetric, 'window'>): number => lengths[window satisfies Length].ms

/** @throws Failure CONFIG for two metrics of one name, or a limit on both sides */
export function checkMetrics(metrics: readonly CustomMetric[]): void {
  const known = new Set<string>()
  for (const { name, model, limit, direction } of metrics) {
    const key = JSON.stringify([model, name])
    if (known.has(key)) throw new Failure('CONFIG', `watch.metrics names ${name} of ${model} twice; give each a name of its own`)
    known.add(key)
    if (limit !== undefined && direction === 'both')
      throw new Failure('CONFIG', `watch.metrics: ${name} has a limit on both sides; say direction: above or below, or leave the limit out`)
  }
}
