import type { Reading } from './signal.ts'
import type { CategorySummary, NumericSummary } from './summary.ts'

export type PresetSummary = NumericSummary | CategorySummary

/** What a tool learns a column from: the reference, whole, and cut into chunks where its rule needs them. */
export interface PresetReference {
  readonly name: string
  readonly reference: PresetSummary
  readonly chunks: readonly PresetSummary[]
}

/** What a tool says of one column of one window. `null` where it says NaN, None, or raises. */
export interface Said {
  readonly value: number | null
  readonly pValue?: number | null
  /** The tool's bounds of `value`; for a rule on p, the p below which it alarms. Absent where it has none. */
  readonly lower?: number | null
  readonly upper?: number | null
  /** Standard error that the tool shows beside the value. */
  readonly error?: number
  readonly alarm: boolean
}

export interface PresetMethod {
  /** Unit of `value`; `p` where the tool prints the p itself. */
  readonly unit: string
  /** @param columns  how many columns the table has, for rules that share a level */
  learn(known: PresetReference, columns: number): (current: PresetSummary) => Said
}

interface Definition {
  /** The tool, and the file. */
  readonly name: string
  readonly summary: string
  readonly source: string
  /** Version of the tool whose numbers these are. */
  readonly version: string
  readonly methods: Readonly<Record<string, PresetMethod>>
  /** Chunks that the tool cuts the rows of either side into, where nobody says how many: equally many rows each in their order, a remainder is one more. */
  readonly chunks?: number
  /** Methods that the tool takes for a column unless told otherwise. */
  chosen(known: PresetReference): readonly string[]
  /** What the tool says of the whole table from the readings of its columns. */
  table?(readings: readonly Reading[]): readonly Reading[]
}

export interface PresetOptions {
  /** Instead of those that the tool takes by itself; those that do not fit a column are left out of it. */
  readonly methods?: readonly string[]
}

export interface PresetColumn extends Omit<PresetReference, 'chunks'> {
  readonly current: PresetSummary
  readonly chunks?: readonly PresetSummary[]
}

/** Another tool's binning, statistic, threshold and verdict, on exact summaries. */
export interface Preset extends Definition {
  /** Learns once, then reads any window: for windows in a row. */
  learn(known: readonly PresetReference[], options?: PresetOptions): (current: ReadonlyMap<string, PresetSummary>) => Reading[]
  readings(columns: readonly PresetColumn[], options?: PresetOptions): Reading[]
}

/** A preset from its methods: readings are named `preset/method`, and a value that the tool cannot say is `unsure`. */
export function definePreset(definition: Definition): Preset {
  const learn: Preset['learn'] = (known, options = {}) => {
    const rules = known.flatMap(column =>
      (options.methods ?? definition.chosen(column)).flatMap(method => {
        const rule = definition.methods[method]
        return rule ? [{ column, detector: `${definition.name}/${method}`, unit: rule.unit, say: rule.learn(column, known.length) }] : []
      }),
    )
    return current => {
      const readings = rules.flatMap(({ column, detector, unit, say }) => {
        const window = current.get(column.name)
        return window ? [readingOf({ detector, subject: column.name, unit }, sizesOf(column.reference, window), say(window))] : []
      })
      return [...readings, ...(definition.table?.(readings) ?? [])]
    }
  }
  const readings: Preset['readings'] = (columns, options) =>
    learn(
      columns.map(({ name, reference, chunks = [] }) => ({ name, reference, chunks })),
      options,
    )(new Map(columns.map(({ name, current }) => [name, current])))
  return Object.freeze({ ...definition, learn, readings })
}

const presentOf = (summary: PresetSummary): number => summary.n - (summary.kind === 'numeric' ? summary.nans : summary.nulls + summary.bad)

const sizesOf = (reference: PresetSummary, window: PresetSummary): Pick<Reading, 'n' | 'nEff' | 'baselineN'> => ({
  n: presentOf(window),
  nEff: presentOf(window),
  baselineN: presentOf(reference),
})

/** @returns a bound that the value is beyond, else the upper one: a reading shows one */
const boundOf = ({ value, lower = null, upper = null }: Said): number | null => (lower !== null && (upper === null || (value ?? upper) < lower) ? lower : upper)

const sayable = (value: number | null | undefined): number | null => (Number.isFinite(value) ? (value as number) : null)

function readingOf(named: Pick<Reading, 'detector' | 'subject' | 'unit'>, sizes: Pick<Reading, 'n' | 'nEff' | 'baselineN'>, said: Said): Reading {
  const value = sayable(said.value)
  const unsaid = said.value === null || Number.isNaN(said.value)
  return {
    ...named,
    ...sizes,
    segment: '',
    value,
    low: null,
    high: null,
    pValue: sayable(said.pValue),
    threshold: sayable(boundOf(said)),
    smallest: null,
    resolution: null,
    verdict: unsaid ? 'unsure' : said.alarm ? 'alarm' : 'calm',
    reason: unsaid ? 'the tool says nothing here' : '',
    notes: value === null && !unsaid ? ['infinite'] : [],
  }
}
