import { type Delays, type DetectionTask } from './detection.ts'
import { type Found, isAsGood, type NullFigures, nullFigures, oracleOf, oursOf, peerOf } from './figures.ts'
import type { FlightsTask } from './flights.ts'
import type { MonthResult, MonthTask } from './months.ts'
import { natures } from './nature.ts'
import { oracleThreshold } from './peers.ts'
import type { Pool } from './pool.ts'
import { type Printed, printedOracle, type Table, tables } from './printed.ts'
import type { Rule } from './rules.ts'

/** How much is simulated. */
export interface Size {
  /** Streams for a cell of the detection tables. */
  readonly streams: number
  /** Months for each stream at budget 1, and at budget 10. */
  readonly months: number
  readonly monthsAtTen: number
  /** Models of real flights, each watched on 3 days that its baseline does not have. */
  readonly flights: number
  /** Natures that are watched for months; all when absent. */
  readonly natures?: readonly string[]
}

/** A cell: ours beside what is printed, the peers and the oracle. */
export interface Cell {
  readonly table: string
  readonly nature: string
  readonly fault: string
  readonly printed: Printed
  readonly ours: Found
  readonly ok: boolean
  readonly oracle: Found | null
  readonly printedOracle: Printed | null
  readonly peers: Readonly<Record<string, Found>>
}

export interface Outcome {
  readonly nulls: readonly NullFigures[]
  /** Oracle's thresholds of the Jensen–Shannon distance, by stream. */
  readonly oracles: Readonly<Record<string, number>>
  readonly cells: readonly Cell[]
}

/** Told what is being done, how much of it is done, and how much there is. */
export type Progress = (what: string, done: number, all: number) => void

export async function runNull(pool: Pool, rules: readonly Rule[], size: Size, progress: Progress): Promise<Outcome> {
  const { nulls, months } = await watchMonths(pool, size, progress)
  if (size.flights > 0) nulls.push(await watchFlights(pool, size.flights, progress))
  const oracles = Object.fromEntries(Array.from(months, ([nature, results]) => [nature, oracleThreshold(results.map(({ largest }) => largest))]))
  const cells: Cell[] = []
  for (const table of tables) cells.push(...(await runTable(pool, table, { rules, streams: size.streams, oracles, progress })))
  return { nulls, oracles, cells }
}

async function watchMonths(pool: Pool, size: Size, progress: Progress) {
  const names = size.natures ?? natures.map(({ name }) => name)
  const tasks = names.flatMap((nature): MonthTask[] => [
    ...Array.from({ length: size.months }, (_, index): MonthTask => ({ kind: 'month', nature, seed: 1_000 + index, budget: 1 })),
    ...Array.from({ length: size.monthsAtTen }, (_, index): MonthTask => ({ kind: 'month', nature, seed: 1_000 + index, budget: 10 })),
  ])
  const results = await pool.run(tasks, done => progress('quiet months', done, tasks.length))
  const at = (nature: string, budget: number): MonthResult[] => results.filter((_, index) => tasks[index]?.nature === nature && tasks[index].budget === budget)
  const nulls = names.flatMap(nature => [1, 10].flatMap(budget => (at(nature, budget).length > 0 ? [nullFigures(nature, budget, at(nature, budget))] : [])))
  return { nulls, months: new Map(names.filter(nature => at(nature, 1).length > 0).map(nature => [nature, at(nature, 1)])) }
}

async function watchFlights(pool: Pool, streams: number, progress: Progress): Promise<NullFigures> {
  const tasks = Array.from({ length: 2 }, (_, index): FlightsTask => ({ kind: 'flights', streams: Math.ceil(streams / 2), seed: 1 + index }))
  return nullFigures('real flights, January 2001', 1, await pool.run(tasks, done => progress('real flights', done, tasks.length)))
}

interface Running {
  readonly rules: readonly Rule[]
  readonly streams: number
  readonly oracles: Readonly<Record<string, number>>
  readonly progress: Progress
}

async function runTable(pool: Pool, table: Table, { rules, streams, oracles, progress }: Running): Promise<Cell[]> {
  const tasks = Object.entries(table.cells).flatMap(([nature, cells]) =>
    Array.from(
      { length: streams },
      (_, index): DetectionTask => ({
        kind: 'detection',
        nature,
        seed: 100_000 + index,
        onsetDay: table.onsetDay,
        faults: Object.keys(cells),
        oracle: oracles[nature] ?? null,
      }),
    ),
  )
  const results = await pool.run(tasks, done => progress(table.title, done, tasks.length))
  return Object.entries(table.cells).flatMap(([nature, cells]) => {
    const delays = results.filter((_, index) => tasks[index]?.nature === nature).flat()
    return Object.entries(cells).map(([fault, printed]) => cellOf({ table: table.title, nature, fault, printed }, delays, rules, oracles[nature] !== undefined))
  })
}

function cellOf(about: Pick<Cell, 'table' | 'nature' | 'fault' | 'printed'>, delays: readonly Delays[], rules: readonly Rule[], hasOracle: boolean): Cell {
  const ours = oursOf(delays, about.fault)
  return {
    ...about,
    ours,
    ok: isAsGood(ours, about.printed),
    oracle: hasOracle ? oracleOf(delays, about.fault) : null,
    printedOracle: about.table === tables[0]?.title ? (printedOracle[about.nature]?.[about.fault] ?? null) : null,
    peers: Object.fromEntries(rules.map(({ name }) => [name, peerOf(delays, about.fault, name)])),
  }
}
