import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFlightStore } from '../flight-store.ts'
import { addFlights, type Flight, hourMs, monday, openWatch, quietFlights } from '../flights.ts'

/** A file of flights of one hour, four times as far as those of production. */
async function writeFarFile(rows: number) {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-far-'))
  const path = join(folder, 'far.csv')
  const far = quietFlights(2, { fromMs: monday, toMs: monday + hourMs }, rows)
  const lines = far.map(({ atMs, distance, origin, score }) => `${new Date(atMs).toISOString()},${4 * distance},${origin},${score}`)
  await writeFile(path, ['at,distance,origin,p_late', ...lines, ''].join('\n'))
  return { path, far, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A store of flights, how a watch of it is opened, and a file of others to learn from. */
export async function openBesideFarFile(flown: readonly Flight[], rows: number) {
  const store = await openFlightStore()
  const nowMs = Date.UTC(2026, 5, 1)
  await addFlights(store.engine, store.schema, flown, nowMs)
  const file = await writeFarFile(rows)
  const close = async (): Promise<void> => {
    await store.close()
    await file.remove()
  }
  return { ...store, nowMs, file, watch: (laterMs = 0) => openWatch(store.engine, () => nowMs + laterMs, { baselineAfterMs: 0 }), close }
}

export type BesideFarFile = Awaited<ReturnType<typeof openBesideFarFile>>
