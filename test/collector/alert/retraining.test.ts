import { describe, expect, it, vi } from 'vitest'
import { dayMs, hang, outboxInStore, record, refused, result } from './box.ts'

const { after, begin, happen, id, noted, routeOf, sent, start, state, tick } = outboxInStore()

describe('retraining', () => {
  const retrain = () => routeOf({ name: `retrain-${state.alerts}`, kind: 'retrain', onceOnly: true, target: `retrain-${state.alerts}` })

  it('is asked for when an alert opens, with the data that is meant', async () => {
    await start([retrain()])
    await happen(record(id(), 1), record(id(), 2))
    await tick()
    // Seven days to 4 March 12:00; one row a second.
    expect(sent.map(delivery => delivery.data)).toEqual([{ from: '2001-02-25T12:00:00.000Z', to: '2001-03-04T12:00:00.000Z', rows: 604_800 }])
    expect(noted.map(entry => entry.state)).toEqual(['delivered'])
  })

  it('cools down: one call of a model a day, also over a restart', async () => {
    await start([retrain()])
    await happen(record(id(), 1))
    await tick()
    await start([retrain()])
    await happen(record(`${id()}-b`, 1), record(`${id()}-c`, 1, { model: 'other' }))
    await tick()
    expect(sent.map(delivery => delivery.alert.model)).toEqual(['delays', 'other'])
    await after(dayMs)
    await happen(record(`${id()}-d`, 1))
    await tick()
    expect(sent).toHaveLength(3)
  })

  it('is one at a time for a model', async () => {
    state.answer = async () => refused
    await start([retrain()])
    await happen(record(id(), 1))
    await tick()
    await happen(record(`${id()}-b`, 1))
    await tick()
    expect(noted.at(-1)).toMatchObject({ state: 'skipped', detail: 'another call of this model has not gone out yet' })
  })

  it.each([
    { case: 'a refused call is repeated', outcome: refused, onceOnly: true, calls: 2 },
    { case: 'an unclear one is not', outcome: result({ outcome: 'retry', status: null, ambiguous: true }), onceOnly: true, calls: 1 },
    { case: 'unless the target tells repeats apart', outcome: result({ outcome: 'retry', status: null, ambiguous: true }), onceOnly: false, calls: 2 },
  ])('$case', async ({ outcome, onceOnly, calls }) => {
    state.answer = async () => outcome
    await start([{ ...retrain(), onceOnly }])
    await happen(record(id(), 1))
    await tick()
    await after(6_001)
    expect(sent).toHaveLength(calls)
  })

  it('under way when the process died is not repeated', async () => {
    state.answer = hang
    await start([retrain()])
    await happen(record(id(), 1))
    await begin()
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    await state.box?.close(0)
    await start([retrain()])
    await after(dayMs)
    expect(sent).toHaveLength(1)
    expect(noted.at(-1)).toMatchObject({ state: 'dead', detail: 'the collector stopped while asking; it may have started' })
  })
})
