import { describe, expect, it } from 'vitest'
import { newTurns } from '../../../collector/receive/turns.ts'

/** Work that ends when the test says so, by the name of its lane. */
function newWork() {
  const begun: { lane: string; end: PromiseWithResolvers<void> }[] = []
  const work = (lane: string) => () => {
    const end = Promise.withResolvers<void>()
    begun.push({ lane, end })
    return end.promise
  }
  return { begun, work, lanes: () => begun.map(one => one.lane) }
}
/** Everything that waits on promises alone has gone on. */
const settled = () => new Promise(resolve => setImmediate(resolve))

describe('turns', () => {
  it('opens few lanes at a time, each for all pieces of it, in order', async () => {
    const { begun, work, lanes } = newWork()
    const turns = newTurns(2)
    const all = ['a', 'b', 'c', 'a', 'd', 'c'].map(lane => turns(lane, work(lane)))
    await settled()
    expect(lanes()).toEqual(['a', 'b', 'a'])
    begun[0]?.end.resolve()
    await settled()
    expect(lanes()).toEqual(['a', 'b', 'a'])
    begun[2]?.end.resolve()
    await settled()
    expect(lanes()).toEqual(['a', 'b', 'a', 'c', 'c'])
    begun[1]?.end.resolve()
    await settled()
    expect(lanes()).toEqual(['a', 'b', 'a', 'c', 'c', 'd'])
    for (const one of begun) one.end.resolve()
    await Promise.all(all)
  })

  it('begins no further lane once one has failed', async () => {
    const { begun, work, lanes } = newWork()
    const turns = newTurns(1)
    const down = new Error('down')
    const results = Promise.allSettled(['a', 'b', 'c'].map(lane => turns(lane, work(lane))))
    await settled()
    begun[0]?.end.reject(down)
    expect((await results).map(result => result.status === 'rejected' && result.reason)).toEqual([down, down, down])
    expect(lanes()).toEqual(['a'])
  })
})
