import { type Engine, openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults, Failure } from '../../contract/index.ts'
import { readModel } from '../../examples/model-server/model.ts'
import type { Calendar } from './calendar.ts'
import { answerCalls } from './calls.ts'
import { findFlightFile } from './flight-file.ts'
import { type Flights, january, loadFlights, readFlights } from './flights.ts'
import { storeScored, writeScored } from './scored.ts'
import { askSource, type Question, type SourceAnswer } from './source-check.ts'

/** Child process: reads the flights, writes January as a file to learn from, and answers questions about the source in SQL. It knows nothing of the collector. */
export interface Prepared {
  /** What is replayed. */
  readonly flights: Flights
  readonly januaryRows: number
  /** January's scores for each airport that was asked for. */
  readonly scores: Readonly<Record<string, readonly number[]>>
}

export interface Preparation {
  readonly data: string
  readonly januaryFile: string
  readonly calendar: Calendar
  readonly airports: readonly string[]
}

let engine: Engine | null = null

async function prepare({ data, januaryFile, calendar, airports }: Preparation): Promise<Prepared> {
  engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, Date.now)
  await loadFlights(engine, findFlightFile())
  const past = await readFlights(engine, january)
  const scores = await storeScored(engine, readModel(), past)
  await writeScored(engine, januaryFile, calendar.shiftMs)
  const scoresAt = (airport: string) => scores.filter((_, row) => past.origin[row] === airport)
  return {
    flights: await readFlights(engine, calendar),
    januaryRows: scores.length,
    scores: Object.fromEntries(airports.map(airport => [airport, scoresAt(airport)])),
  }
}

/** What the source says about each alarm. */
async function check({ calendar, questions }: { readonly calendar: Calendar; readonly questions: readonly Question[] }): Promise<(SourceAnswer | null)[]> {
  if (!engine) throw new Failure('BUG', 'check was called before prepare')
  await storeScored(engine, readModel(), await readFlights(engine, { fromMs: january.fromMs, toMs: calendar.toMs }))
  const answers: (SourceAnswer | null)[] = []
  for (const question of questions) answers.push(await askSource(engine, question))
  return answers
}

answerCalls({ prepare, check }, async () => engine?.close())
