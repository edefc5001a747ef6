import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { CompareRequest, checked } from '../../../../contract/index.ts'
import { dayMs, hourMs, monday, quietFlights } from '../flights.ts'
import { type BesideFarFile, openBesideFarFile } from './far-file.ts'

/** Two days of flights, no two of whose grids are alike. */
const perHour = 100
const flown = quietFlights(1, { fromMs: monday, toMs: monday + 2 * dayMs }, perHour)
const asked = { fromMs: monday + dayMs, toMs: monday + 2 * dayMs - hourMs }
const rowsAsked = flown.filter(({ atMs }) => atMs >= asked.fromMs && atMs < asked.toMs).length
let flights: BesideFarFile
let watch: Watch

beforeAll(async () => {
  flights = await openBesideFarFile(flown, 500)
  watch = await flights.watch()
  await watch.tick()
}, 60_000)
afterAll(async () => {
  await watch.close()
  await flights.close()
})

const about = { model: 'flights', version: '1' }
const learnDay = (day: number) => watch.learn({ ...about, span: { fromMs: monday + day * dayMs, toMs: monday + (day + 1) * dayMs }, reason: 'for the test' })
const learnFar = () => watch.learnFile({ ...about, path: flights.file.path, name: 'far.csv', time: 'at', reason: 'for the test' })

/** Rows of the window in question and of what it is held against. */
async function compared(): Promise<{ readonly current: number; readonly reference: number; readonly baseline: string | null }> {
  const current = { from: new Date(asked.fromMs).toISOString(), to: new Date(asked.toMs).toISOString() }
  const request = checked(CompareRequest, { ...about, current, reference: 'baseline', columns: ['distance'], detectors: ['drift/wasserstein'] })
  const found = await watch.compare(request)
  return { current: found.current.rows, reference: found.readings[0]?.baselineN ?? 0, baseline: found.baseline }
}

it('a comparison sees every row of both sides while another baseline is learned, and before the next round', { timeout: 120_000 }, async () => {
  const first = await learnDay(0)
  await watch.tick()
  const rowsOf = new Map([[first.hash, first.rows]])
  for (const learn of [() => learnDay(1), learnFar, () => learnDay(1), () => watch.useBaseline(first.hash)]) {
    const state = { done: false }
    const learning = learn().finally(() => (state.done = true))
    const seen: Awaited<ReturnType<typeof compared>>[] = []
    while (!state.done) seen.push(await compared())
    const { hash, rows } = await learning
    rowsOf.set(hash, rows)
    const after = await compared()
    expect(after.baseline).toBe(hash)
    for (const { current, reference, baseline } of [...seen, after]) expect([current, reference]).toEqual([rowsAsked, rowsOf.get(baseline ?? '')])
  }
})
