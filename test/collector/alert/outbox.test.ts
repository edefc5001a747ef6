import { describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../contract/index.ts'
import { dayMs, hang, outboxInStore, record, refused, result } from './box.ts'

const { after, begin, engine, happen, id, noted, restart, routeOf, sent, start, state, tick } = outboxInStore()

describe('delivering', () => {
  it('tells each event of an alert in order, once, and knows so after a restart', async () => {
    await happen(record(id(), 1))
    await tick()
    await happen(record(id(), 2, { state: 'resolved' }))
    await tick()
    expect(sent.map(delivery => [delivery.event, delivery.alert.revision])).toEqual([
      ['opened', 1],
      ['resolved', 2],
    ])
    await restart()
    await after(2 * dayMs)
    expect(sent).toHaveLength(2)
  })

  it('never tells the end before the beginning, and folds updates that nobody was told', async () => {
    state.answer = async () => refused
    await happen(record(id(), 1))
    await tick()
    await happen(record(id(), 2))
    await happen(record(id(), 3))
    await tick()
    await happen(record(id(), 4, { state: 'resolved' }))
    state.answer = async () => result()
    sent.length = 0
    await after(6_001)
    expect(sent.map(delivery => [delivery.event, delivery.alert.revision])).toEqual([
      ['opened', 1],
      ['resolved', 4],
    ])
    expect(noted.filter(entry => entry.state === 'folded').map(entry => entry.revision)).toEqual([2, 3])
  })

  it('has at most four in flight, and one of each alert', async () => {
    let flying = 0
    let most = 0
    const four = Promise.withResolvers<void>()
    state.answer = async () => {
      flying += 1
      most = Math.max(most, flying)
      if (flying === 4) four.resolve()
      await four.promise
      await engine().read('SELECT 1') // As long as a fifth would need to take off.
      flying -= 1
      return result()
    }
    await happen(...Array.from({ length: 12 }, (_, index) => record(`${id()}-${index}`, 1)))
    await tick()
    expect([sent.length, most]).toEqual([12, 4])
  })
})

describe('what fails on our side', () => {
  it('ends aloud when trying again cannot help, and does not tell the end either', async () => {
    state.tolerated = 'no such template'
    state.answer = async () => Promise.reject(new Failure('CONFIG', 'no such template'))
    await happen(record(id(), 1), record(id(), 2, { state: 'resolved' }))
    await tick()
    expect(noted.map(entry => [entry.event, entry.state, entry.detail])).toEqual([
      ['opened', 'dead', 'cannot be made: no such template'],
      ['resolved', 'dead', 'its opening was given up'],
    ])
    state.answer = async () => Promise.reject(new TypeError('no such template, but a bug'))
    await happen(record(`${id()}-b`, 1))
    await tick()
    expect(noted.at(-1)).toMatchObject({ state: 'dead', detail: 'cannot be made: no such template, but a bug' })
    await restart()
    await after(dayMs)
    expect(sent).toHaveLength(2)
  })

  it('waits as scheduled when it may pass, is counted, and is never given up for it', async () => {
    state.tolerated = 'disk is full'
    state.answer = async () => Promise.reject(new Failure('STORE_FULL', 'disk is full'))
    await happen(record(id(), 1))
    await tick()
    await after(3_999) // Second attempt after 5 s less 20 % at the earliest,
    expect(sent).toHaveLength(1)
    await after(2_001) // and plus 20 % at the latest.
    expect(sent).toHaveLength(2)
    expect(noted.map(entry => [entry.state, entry.attempts])).toEqual([
      ['pending', 1],
      ['pending', 2],
    ])
    for (let days = 0; days < 20; days += 1) await after(2 * dayMs)
    state.answer = async () => result()
    await after(2 * dayMs)
    expect(noted.at(-1)?.state).toBe('delivered')
  })
})

describe('trying again', () => {
  it('keeps one key, waits as scheduled, obeys Retry-After', async () => {
    state.answer = async () => refused
    await happen(record(id(), 1))
    await tick()
    await after(3_999) // Second attempt after 5 s less 20 % at the earliest,
    expect(sent).toHaveLength(1)
    state.answer = async () => result({ outcome: 'retry', status: 429, retryAfterMs: 60_000 })
    await after(2_001) // and plus 20 % at the latest.
    expect(sent).toHaveLength(2)
    state.answer = async () => result()
    await after(59_999) // The third would be due after 15 s; the target said 60.
    expect(sent).toHaveLength(2)
    await after(1)
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(delivery => delivery.key)).size).toBe(1)
    expect(noted.map(entry => [entry.state, entry.attempts])).toEqual([
      ['pending', 1],
      ['pending', 2],
      ['delivered', 3],
    ])
  })

  it('goes on after a restart where it was, with the same key', async () => {
    state.answer = async () => refused
    await happen(record(id(), 1))
    await tick()
    await restart()
    state.answer = async () => result()
    await tick()
    expect(sent).toHaveLength(1)
    await after(6_001)
    expect(sent.map(delivery => delivery.key)).toEqual([sent[0]?.key, sent[0]?.key])
  })

  it('sends again with the same key what was under way when the process died', async () => {
    state.answer = hang
    await happen(record(id(), 1))
    await begin()
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    await state.box?.close(0)
    state.answer = async () => result()
    await start()
    await tick()
    expect(sent.map(delivery => delivery.key)).toEqual([sent[0]?.key, sent[0]?.key])
    expect(noted.at(-1)?.state).toBe('delivered')
  })

  it('stops asking a target that fails again and again, then tries it with one', async () => {
    state.answer = async () => refused
    await happen(...Array.from({ length: 8 }, (_, index) => record(`${id()}-${index}`, 1)))
    await tick()
    // Four fly when the fifth failure opens the breaker; those that already flew end.
    expect(sent.length).toBeGreaterThanOrEqual(5)
    expect(sent.length).toBeLessThan(9)
    sent.length = 0
    await after(29_000)
    expect(sent).toHaveLength(0)
    state.answer = async () => result()
    await after(31_000)
    await after(31_000)
    expect(noted.filter(entry => entry.state === 'delivered')).toHaveLength(8)
  })

  it('gives up after 15 attempts, aloud, and then does not tell the end either', async () => {
    state.answer = async () => refused
    await happen(record(id(), 1))
    await tick()
    await happen(record(id(), 2, { state: 'resolved' }))
    for (let hours = 0; hours < 24 * 6; hours += 1) await after(3_600_000)
    expect(sent).toHaveLength(15)
    expect(noted.filter(entry => entry.state === 'dead').map(entry => [entry.event, entry.detail])).toEqual([
      ['opened', 'given up after 15 attempts: '],
      ['resolved', 'its opening was given up'],
    ])
  })

  it('leaves a target alone that said 410, also after a restart, until it is configured anew', async () => {
    state.answer = async () => result({ outcome: 'gone', status: 410 })
    await happen(record(id(), 1))
    await tick()
    await start()
    await happen(record(`${id()}-b`, 1))
    await tick()
    expect(sent).toHaveLength(1)
    state.answer = async () => result()
    await start([routeOf({ target: 'second' })])
    await happen(record(`${id()}-c`, 1))
    await tick()
    expect(sent.map(delivery => delivery.alert.id)).toEqual([id(), `${id()}-c`])
  })
})
