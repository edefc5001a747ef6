import type { Column, ModelSchema } from '../../contract/index.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { type Derived, withDerived } from '../../detectors/summaries/derived-columns.ts'
import { type Cut, type Engine, type NumericProfile, profileNumbers, type RowSpan, topTexts } from '../store/store.ts'
import { learnDerived, type Said } from './derived.ts'

/**
 * How the panes of one schema are cut: centre and scale of every number, listed values of every segment column. Panes of
 * different grids do not add up, so its number stands in their key and a new one has all panes made anew.
 */
export interface GridPlan {
  readonly number: number
  /** [column, centre, scale]. By the names that people use, so that every schema of a model version is cut alike. */
  readonly numbers: readonly (readonly [string, number, number])[]
  /** [column, values watched one by one]; all others are one remainder. */
  readonly segments: readonly (readonly [string, readonly string[]])[]
  /** Columns that are worked out of texts and vectors; one of before there were any has none. */
  readonly derived?: Derived
}

/** A stored schema as the panes of a plan see it. */
export const paneSchema = (stored: ModelSchema, { derived = [] }: GridPlan): ModelSchema => withDerived(stored, derived)

/** Columns by which hour panes are split: declared segments, and the columns of protected groups. */
const splitColumns = (schema: ModelSchema): Column[] =>
  schema.columns.filter(column => column.type === 'category' && (column.segment || schema.groups.some(group => group.column === column.name)))

export const numericColumns = (schema: ModelSchema): Column[] => schema.columns.filter(column => column.type === 'numeric' && column.role !== 'ignore')

export const categoryColumns = (schema: ModelSchema): Column[] =>
  schema.columns.filter(column => column.type === 'category' && column.role !== 'ignore' && column.role !== 'entity')

/** Columns that have panes. */
export const summarised = (schema: ModelSchema): Column[] => [...numericColumns(schema), ...categoryColumns(schema)]

/** Centre and scale of a column: median; IQR / 1.349, else the standard deviation, else 1. */
function centreOf(profile: NumericProfile | undefined): readonly [number, number] {
  if (!profile || profile.present === 0) return [0, 1]
  const [, , lower, median, upper] = profile.quantiles
  const spreads = [((upper ?? 0) - (lower ?? 0)) / 1.349, profile.deviation ?? 0]
  return [median ?? 0, spreads.find(spread => spread > 0 && Number.isFinite(spread)) ?? 1]
}

/**
 * A grid from the rows of a span.
 *
 * @param schema  as it is stored, without derived columns
 * @param rowsMax  only the first rows of the span are looked at
 */
export async function learnGrid(
  engine: Engine,
  schema: ModelSchema,
  span: RowSpan,
  bound: { readonly number: number; readonly valuesMax: number; readonly rowsMax?: number; readonly said: Said },
): Promise<GridPlan> {
  const derived = await learnDerived(engine, schema, span, bound.said)
  const numbers = numericColumns(withDerived(schema, derived))
  const splits = splitColumns(schema)
  const profiles = await profileNumbers(engine, span, numbers, bound.rowsMax)
  const texts = await topTexts(engine, span, splits, { ...bound, valuesMax: bound.valuesMax + 2 })
  return {
    number: bound.number,
    numbers: numbers.map(({ name, physical }) => [name, ...centreOf(profiles.get(physical))] as const),
    segments: splits.map(({ name, physical }) => [name, listed(texts.get(physical) ?? []).slice(0, bound.valuesMax)] as const),
    ...(derived.length > 0 ? { derived } : {}),
  }
}

const absent = new Set<string>([absentText.missing, absentText.wrong])
const listed = (texts: readonly (readonly [string, number])[]): string[] => texts.map(([text]) => text).filter(text => !absent.has(text))

/** The plan in the physical names of a schema of panes. A column that the plan does not know has centre 0 and scale 1. */
export function cutOf(plan: GridPlan, schema: ModelSchema): Cut {
  const numbers = new Map(plan.numbers.map(([name, center, scale]) => [name, { center, scale }]))
  const segments = new Map(plan.segments)
  const known = <Value>(columns: readonly Column[], values: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map(columns.flatMap(({ name, physical }) => (values.has(name) ? [[physical, values.get(name) as Value] as const] : [])))
  return { number: plan.number, grids: known(numericColumns(schema), numbers), segments: known(splitColumns(schema), segments) }
}

/** Do two plans cut alike, whatever their number? */
export const sameCut = (a: GridPlan, b: GridPlan): boolean =>
  JSON.stringify([a.numbers, a.segments, a.derived]) === JSON.stringify([b.numbers, b.segments, b.derived])
