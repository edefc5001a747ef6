import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals } from '../../../collector/store/store.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import type { Detector } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import above from '../../../examples/detectors/above.ts'
import { openTestStore } from '../../setup/store.ts'
import { dayMs, declareFlights, hourMs, learnThenJudge, monday, openWatch, quietFlights, quietThenFurther } from '../watch/flights.ts'

const baseline = { fromMs: monday, toMs: monday + 3 * dayMs }
const nowMs = Date.UTC(2026, 5, 1)
let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
let watch: Watch
const past = quietFlights(1, baseline, 240)
const sent = quietThenFurther(baseline.toMs)
beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  const schema = await declareFlights(engine)
  const own: Detector = above
  watch = await openWatch(engine, () => nowMs, { baselineAfterMs: 0 }, { detectors: new Map([...detectors, [own.name, own]]) })
  await learnThenJudge({ engine, watch, schema, nowMs }, baseline, past, sent)
}, 180_000)
afterAll(async () => {
  await watch.close()
  await engine.close()
  await store.remove()
})

describe('a detector of a person', () => {
  const share = (flights: readonly { readonly distance: number }[]) => flights.filter(({ distance }) => distance > 1000).length / flights.length

  it('is judged as ours are, and is computed again', async () => {
    const { items } = await listSignals(engine, { detector: 'own/above', subject: 'distance' }, { limit: 10_000 })
    const [late] = items.filter(({ segment, length }) => segment === '' && length === '24h')
    expect(late).toMatchObject({ verdict: 'alarm', deciding: true, unit: 'share' })
    // Half of the moved flights are beyond 1000 miles and 6.7 % of the quiet ones: the way between them in pooled standard deviations.
    const held = sent.filter(({ atMs }) => atMs >= Date.parse(late?.window.from ?? '') && atMs < Date.parse(late?.window.to ?? ''))
    const [p, p0] = [share(held), share(past)]
    const pooled = (p * held.length + p0 * past.length) / (held.length + past.length)
    // Cells of the grid are 1/64 of the scale wide: a few rows at the limit may fall to its other side.
    expect(late?.value).toBeCloseTo((p - p0) / Math.sqrt(pooled * (1 - pooled)), 1)
    const early = items.filter(({ segment, window }) => segment === '' && Date.parse(window.to) <= baseline.toMs + dayMs)
    expect(early.length).toBeGreaterThan(100)
    expect(early.filter(({ verdict }) => verdict === 'alarm')).toEqual([])
    expect(await watch.reproduce(late?.id ?? '')).toMatchObject({ same: true, source: 'panes', changed: [] })
  })

  it('is answered by a comparison', async () => {
    const span = { from: new Date(baseline.toMs + dayMs).toISOString(), to: new Date(baseline.toMs + dayMs + 6 * hourMs).toISOString() }
    const wish = { model: 'flights', version: '1', segment: '', current: span, reference: 'baseline' as const, detectors: ['own/above'], columns: ['distance'] }
    expect((await watch.compare(wish)).readings).toMatchObject([{ detector: 'own/above', subject: 'distance', verdict: 'alarm' }])
  })
})
