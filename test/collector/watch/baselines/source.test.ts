import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Watch } from '../../../../collector/watch/watch.ts'
import { CompareRequest, checked } from '../../../../contract/index.ts'
import { dayMs, monday, quietFlights } from '../flights.ts'
import { type BesideFarFile, openBesideFarFile } from './far-file.ts'

/** Production: two days of 100 rows an hour. The file: 500 rows of one hour within them, four times as far. */
const perHour = 100
const window = { fromMs: monday, toMs: monday + dayMs }
const flown = quietFlights(1, { fromMs: monday, toMs: monday + 2 * dayMs }, perHour)
const fileRows = 500
let flights: BesideFarFile
let watch: Watch

beforeAll(async () => {
  flights = await openBesideFarFile(flown, fileRows)
  watch = await flights.watch()
  await watch.tick()
}, 60_000)
afterAll(async () => {
  await watch.close()
  await flights.close()
})

const learnFar = () => watch.learnFile({ model: 'flights', version: '1', path: flights.file.path, name: 'far.csv', time: 'at', reason: 'for the test' })
const learnWindow = () => watch.learn({ model: 'flights', version: '1', span: window, reason: 'for the test' })

/** The second day against the baseline. */
const compare = (wish: object) => {
  const current = { from: new Date(window.toMs).toISOString(), to: new Date(window.toMs + dayMs).toISOString() }
  return watch.compare(checked(CompareRequest, { model: 'flights', version: '1', current, reference: 'baseline', ...wish }))
}

/** Rows of the baseline, by its own word and as its panes are read, and how far distance has moved from it. */
async function heldAgainst(): Promise<{ rows: number; baselineN: number; moved: string }> {
  // After a new start nothing is known before its first round.
  await watch.tick()
  const { reference, readings } = await compare({ detectors: ['drift/wasserstein'], columns: ['distance'] })
  const distance = readings[0]
  // Means of 2,800 and 700 are 10 standard deviations of production apart, and 2.6 of the file; two quiet days some hundredths.
  return { rows: reference.rows, baselineN: distance?.baselineN ?? 0, moved: Number(distance?.value) > 1 ? 'far' : 'near' }
}
const ofFile = { rows: fileRows, baselineN: fileRows, moved: 'far' }
const ofWindow = { rows: 24 * perHour, baselineN: 24 * perHour, moved: 'near' }

async function restart(): Promise<void> {
  await watch.close()
  watch = await flights.watch(1)
}

it('a baseline is read where it was learned: from a file, then from a window, then from the file again, each also after a restart', {
  timeout: 120_000,
}, async () => {
  const { hash } = await learnFar()
  expect(await heldAgainst()).toEqual(ofFile)
  await restart()
  expect(await heldAgainst()).toEqual(ofFile)
  await learnWindow()
  expect(await heldAgainst()).toEqual(ofWindow)
  await restart()
  expect(await heldAgainst()).toEqual(ofWindow)
  await watch.useBaseline(hash)
  expect(await heldAgainst()).toEqual(ofFile)
})

it('columns of the model that the file lacks are named, and are no change', { timeout: 60_000 }, async () => {
  await learnFar()
  const { notes, readings } = await compare({ detectors: ['quality/schema'] })
  expect(notes).toContain('not in the file that the baseline was learned from, so not compared: "verdict"')
  expect(readings).toMatchObject([{ detector: 'quality/schema', value: 0, verdict: 'calm' }])
})

it('no comparison holds a window against the rows of a file that is only being learned', { timeout: 120_000 }, async () => {
  const { hash } = await learnWindow()
  const inWindow = flown.filter(({ origin, atMs }) => origin === 'ATL' && atMs < window.toMs).length
  const inFile = flights.file.far.filter(({ origin }) => origin === 'ATL').length
  const learning = learnFar()
  const state = { done: false }
  void learning.finally(() => (state.done = true))
  const seen: { baseline: string | null; rows: number }[] = []
  while (!state.done) {
    const { baseline, reference } = await compare({ segment: 'origin=ATL', detectors: ['drift/psi'] })
    seen.push({ baseline, rows: reference.rows })
  }
  await learning
  expect(seen.length).toBeGreaterThan(0)
  expect(seen).not.toContainEqual({ baseline: hash, rows: inFile })
  expect((await compare({ segment: 'origin=ATL', detectors: ['drift/psi'] })).reference.rows).toBe(inFile)
  // Before the next round reads the store.
  await learnWindow()
  expect((await compare({ segment: 'origin=ATL', detectors: ['drift/psi'] })).reference.rows).toBe(inWindow)
})
