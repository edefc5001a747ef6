import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { collectorSections } from '../../collector/config.ts'
import { type Collector, startCollector } from '../../collector/main.ts'
import { declareModel, type Engine, openStore, StoreSettings } from '../../collector/store/store.ts'
import { defaults, readSettings } from '../../contract/index.ts'
import { readModel } from '../../examples/model-server/model.ts'
import type { Calendar } from './calendar.ts'
import { answerCalls } from './calls.ts'
import { declaration, modelName } from './declaration.ts'
import { findFlightFile } from './flight-file.ts'
import { january, loadFlights, readFlights } from './flights.ts'
import { storePast } from './past.ts'

/** Child process: the collector, as `plimsoll collector` starts it, on a data folder that holds January already. */
let collector: Collector | null = null

interface Preparation {
  readonly data: string
  readonly story: string
  readonly calendar: Calendar
}

async function prepare({ data, story, calendar }: Preparation) {
  const settings = { ...defaults(StoreSettings), data, durability: 'page-cache' as const }
  const engine = await openStore(settings, Date.now)
  try {
    await declareModel(engine, { model: modelName, declaration }, settings, Date.now())
    await loadFlights(engine, findFlightFile())
    const rows = await storePast(engine, readModel(), { flights: await readFlights(engine, january), shiftMs: calendar.shiftMs, story }, settings)
    return { rows, flights: await readFlights(engine, calendar) }
  } finally {
    await drop(engine)
    await engine.close()
  }
}

const drop = async (engine: Engine): Promise<void> => {
  for (const table of ['departures', 'flights']) await engine.write(`DROP TABLE IF EXISTS ${table} SYNC`)
}

answerCalls(
  {
    prepare,
    async start(sections: Readonly<Record<string, unknown>>) {
      const config = readSettings(Type.Object(collectorSections), [{ value: sections, where: path => path.join('.') }])
      collector = await startCollector(config, { log: pino({ level: 'warn' }), registry: new Registry(), clock: Date.now })
      return { inward: collector.inward, outward: collector.outward }
    },
    tick: async () => collector?.tick(),
  },
  async () => collector?.close(),
)
