import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import baselineCommand from '../../../cli/baseline.ts'
import { buildServer } from '../../../collector/server.ts'
import { watchRoutes } from '../../../collector/watch/routes.ts'
import { WatchSettings } from '../../../collector/watch/settings.ts'
import { defaults } from '../../../contract/index.ts'
import { openTestStore } from '../../setup/store.ts'
import { addFlights, dayMs, declareFlights, monday, openWatch, quietFlights } from './flights.ts'

/** The two quiet days that have come before. */
export const past = quietFlights(1, { fromMs: monday - 2 * dayMs, toMs: monday }, 200)

export const nowMs = Date.UTC(2026, 5, 1)

export type BaselineDoor = Awaited<ReturnType<typeof openBaselineDoor>>

/** A store with the past, a watch over it that learns nothing by itself, its routes on a port, and a folder for files. */
export async function openBaselineDoor() {
  const store = await openTestStore()
  const { engine } = store
  const schema = await declareFlights(engine)
  const watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0 })
  await addFlights(engine, schema, past, nowMs)
  const app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 2 ** 20 })
  app.register(watchRoutes({ engine, watch, settings: defaults(WatchSettings) }))
  const collector = await app.listen({ host: '127.0.0.1', port: 0 })
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-baselines-'))
  return {
    engine,
    schema,
    watch,
    app,
    folder,
    /** Runs `plimsoll baseline` against the routes and returns what it prints. */
    printed: (line: readonly string[], options: Readonly<Record<string, unknown>> = {}) => printed(line, { collector, ...options }),
    async close(): Promise<void> {
      await app.close()
      await watch.close()
      await engine.close()
      await store.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function printed(line: readonly string[], options: Readonly<Record<string, unknown>>): Promise<string> {
  const said: string[] = []
  const terminal = {
    out: (text: string) => void said.push(text),
    err: () => undefined,
    live: false,
    env: {},
    stop: new AbortController().signal,
    clock: () => nowMs,
  }
  await baselineCommand.run({ arguments: line, options: { model: 'flights', modelVersion: '1', ...options }, terminal })
  return said.join('')
}
