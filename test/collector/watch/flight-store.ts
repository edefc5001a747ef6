import { openTestStore } from '../../setup/store.ts'
import { declareFlights } from './flights.ts'

/** An embedded store that knows the model of flights. */
export async function openFlightStore(change: Parameters<typeof declareFlights>[1] = {}) {
  const store = await openTestStore()
  const { engine } = store
  const schema = await declareFlights(engine, change)
  const close = async (): Promise<void> => {
    await engine.close()
    await store.remove()
  }
  return { ...store, schema, close }
}

export type FlightStore = Awaited<ReturnType<typeof openFlightStore>>
