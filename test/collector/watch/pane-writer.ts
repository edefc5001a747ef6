import { argv, stdout } from 'node:process'
import { openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults } from '../../../contract/index.ts'
import { addFlights, dayMs, declareFlights, monday, openWatch, quietFlights } from './flights.ts'

/** Child of the kill test: adds rows and makes their panes without an end; whoever started it kills it. */
const [, , data = '', seed = '1'] = argv
const engine = await openStore({ ...defaults(StoreSettings), data, durability: 'page-cache' }, Date.now)
const schema = await declareFlights(engine)
const watch = await openWatch(engine, () => Date.UTC(2026, 5, 1) + Number(seed) * 1000, { gridRows: 200, baselineAfterMs: 0, recheckEveryMs: 1_000 })
stdout.write('ready\n')
for (let round = 0; ; round++) {
  const fromMs = monday + Number(seed) * dayMs
  await addFlights(engine, schema, quietFlights(Number(seed) * 1000 + round, { fromMs, toMs: fromMs + dayMs }, 200), Date.UTC(2026, 5, 1) + Number(seed) * 1000)
  await watch.tick()
}
