import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hourMs, monday, quietFlights } from '../flights.ts'

/** A file of flights of one hour, four times as far as those of production. */
export async function writeFarFile(rows: number) {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-far-'))
  const path = join(folder, 'far.csv')
  const far = quietFlights(2, { fromMs: monday, toMs: monday + hourMs }, rows)
  const lines = far.map(({ atMs, distance, origin, score }) => `${new Date(atMs).toISOString()},${4 * distance},${origin},${score}`)
  await writeFile(path, ['at,distance,origin,p_late', ...lines, ''].join('\n'))
  return { path, far, remove: () => rm(folder, { recursive: true, force: true }) }
}
