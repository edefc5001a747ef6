import { studentUpperTail } from '../../math/student.ts'

/** Columns with most alarms first; those with equally many in the order given. */
export const byAlarms = (alarms: ReadonlyMap<string, number>): string[] => [...alarms].sort(([, a], [, b]) => b - a).map(([column]) => column)

export interface Correlated {
  readonly column: string
  readonly correlation: number
  readonly pValue: number
}

/** Pearson's correlation of two lists of one length, with the two-sided p of Student's t. */
function pearson(xs: readonly number[], ys: readonly number[]): Omit<Correlated, 'column'> {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(xs), mean(ys)]
  const sum = (of: (x: number, y: number) => number): number => xs.reduce((total, x, at) => total + of(x - mx, (ys[at] as number) - my), 0)
  const correlation = sum((x, y) => x * y) / Math.sqrt(sum(x => x * x) * sum((_, y) => y * y))
  const df = xs.length - 2
  return { correlation, pValue: 2 * studentUpperTail(Math.abs(correlation) * Math.sqrt(df / (1 - correlation ** 2)), df) }
}

/**
 * NannyML's correlation ranking: columns whose drift goes with the absolute change of a metric from its mean over the reference, strongest first.
 *
 * @param drift   a value a chunk, by column
 * @param metric  the metric of the same chunks, those of the reference first
 */
export function byCorrelation(drift: ReadonlyMap<string, readonly number[]>, metric: readonly number[], referenceChunks: number): Correlated[] {
  const usual = metric.slice(0, referenceChunks).reduce((sum, value) => sum + value, 0) / referenceChunks
  const change = metric.map(value => Math.abs(value - usual))
  return [...drift].map(([column, values]) => ({ column, ...pearson(values, change) })).sort((a, b) => b.correlation - a.correlation)
}
