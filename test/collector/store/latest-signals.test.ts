import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertSignals, latestSignals } from '../../../collector/store/store.ts'
import { openTestStore } from '../../setup/store.ts'
import { hourMs, noonMs } from '../alert/signals.ts'
import { judged } from '../read/seed.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(async () => {
  await store.engine.close()
  await store.remove()
})

it('the worst come first: metrics that alarm below their threshold among distances that alarm above', async () => {
  const at = { toMs: noonMs, lengthMs: hourMs }
  const auc = { ...at, detector: 'performance/auc', subject: '*' }
  const readings = [
    // A day like any other: 0.08 of a way of 0.1 are left, though the value is beyond the threshold as numbers go.
    judged(1, { ...auc, segment: 'origin=calm', value: 0.9, threshold: 0.82, smallest: 0.1 }),
    judged(2, { ...auc, segment: 'origin=nearer', value: 0.84, threshold: 0.82, smallest: 0.1 }),
    judged(3, { ...at, segment: 'origin=nearest', value: 0.2, threshold: 0.21, smallest: 0.25 }),
    judged(4, { ...auc, segment: 'origin=unsure', verdict: 'unsure', value: 0.9, threshold: null, smallest: null }),
    judged(5, { ...at, segment: 'origin=alarm', verdict: 'alarm', value: 0.43, threshold: 0.21, smallest: 0.25 }),
    judged(6, { ...auc, segment: 'origin=worst', verdict: 'alarm', value: 0.41, threshold: 0.58, smallest: 0.13 }),
  ]
  await insertSignals(store.engine, readings, 1n)
  const { items } = await latestSignals(store.engine, { sinceMs: 0, limit: 10 })
  expect(items.map(({ segment }) => segment)).toEqual(['worst', 'alarm', 'nearest', 'nearer', 'calm', 'unsure'].map(name => `origin=${name}`))
})

it('a week and a month are the latest of their length until the next is over, an hour for three days', async () => {
  const day = 24 * hourMs
  const old = { toMs: noonMs - 6 * day, model: 'calendar' }
  await insertSignals(
    store.engine,
    [
      judged(11, { toMs: noonMs, lengthMs: hourMs, model: 'calendar', segment: 'now' }),
      judged(12, { ...old, lengthMs: hourMs, segment: 'hour' }),
      { ...judged(13, { ...old, lengthMs: 7 * day, segment: 'week' }), length: 'week' },
      { ...judged(14, { ...old, lengthMs: 31 * day, segment: 'month' }), length: 'month' },
      { ...judged(15, { ...old, toMs: noonMs - 8 * day, lengthMs: 7 * day, segment: 'week before' }), length: '7d' },
    ],
    20n,
  )
  const { items } = await latestSignals(store.engine, { sinceMs: 0, limit: 10, model: 'calendar' })
  expect(items.map(({ segment }) => segment).sort()).toEqual(['month', 'now', 'week'])
})
