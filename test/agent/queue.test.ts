import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBudget } from '../../agent/budget.ts'
import { buildCopy } from '../../agent/copy.ts'
import { buildFifo } from '../../agent/fifo.ts'
import { buildQueue } from '../../agent/queue.ts'

describe('the queue', () => {
  const item = (bytes: number, name = '') => ({ bytes, name })

  it('lets the oldest give way, and tells of each', () => {
    const dropped: string[] = []
    const queue = buildQueue<{ bytes: number; name: string }>(10, ({ name }) => dropped.push(name))
    for (const name of ['a', 'b', 'c', 'd']) expect(queue.push(item(4, name))).toBe(true)
    expect([dropped, queue.bytes, queue.length]).toEqual([['a', 'b'], 8, 2])
  })

  it('takes at most a batch, but one item always, and counts it until it is released', () => {
    const queue = buildQueue<{ bytes: number; name: string }>(100, () => {})
    for (const bytes of [30, 5, 5, 5]) queue.push(item(bytes))
    const first = queue.take(12)
    expect([first.map(({ bytes }) => bytes), queue.bytes, queue.waitingBytes]).toEqual([[30], 45, 15])
    expect(queue.take(12)).toHaveLength(2)
    queue.release(first)
    expect([queue.bytes, queue.length]).toEqual([15, 1])
  })

  it('refuses what cannot fit beside what is being sent', () => {
    const dropped: number[] = []
    const queue = buildQueue<{ bytes: number; name: string }>(10, ({ bytes }) => dropped.push(bytes))
    queue.push(item(6))
    queue.take(10)
    queue.push(item(3))
    expect([queue.push(item(5)), queue.bytes, dropped]).toEqual([false, 9, []])
    expect(buildQueue(10, () => {}).push(item(11))).toBe(false)
  })

  it('never holds more than its bound, and loses count of nothing', () => {
    const step = oneof(record({ push: integer({ min: 0, max: 40 }) }), record({ take: integer({ min: 1, max: 60 }) }), constantFrom('release' as const))
    assert(
      property(array(step, { maxLength: 200 }), steps => {
        let [offered, refused, dropped, released] = [0, 0, 0, 0]
        const queue = buildQueue<{ bytes: number }>(100, ({ bytes }) => (dropped += bytes))
        let held: { bytes: number }[] = []
        for (const one of steps) {
          if (one === 'release') {
            released += held.reduce((sum, { bytes }) => sum + bytes, 0)
            queue.release(held)
            held = []
          } else if ('push' in one) {
            offered += one.push
            if (!queue.push({ bytes: one.push })) refused += one.push
          } else held.push(...queue.take(one.take))
          expect(queue.bytes).toBeLessThanOrEqual(100)
          expect(queue.bytes).toBe(offered - refused - dropped - released)
        }
      }),
    )
  })
})

it('the fifo gives back what it was given, in order, over its cuts', () => {
  const fifo = buildFifo<number>()
  const out: (number | undefined)[] = []
  for (let value = 0; value < 10_000; value++) {
    fifo.push(value)
    if (value % 3 > 0) out.push(fifo.shift())
  }
  expect(fifo.peek()).toBe(out.length)
  while (fifo.length > 0) out.push(fifo.shift())
  expect(out).toEqual(Array.from({ length: 10_000 }, (_, value) => value))
  expect([fifo.shift(), fifo.peek()]).toEqual([undefined, undefined])
})

describe('copies', () => {
  it('share a budget and give it back', () => {
    const budget = buildBudget(10)
    const [one, other] = [buildCopy(8, budget), buildCopy(8, budget)]
    expect(one.add(Buffer.from('abcdef'))).toBeNull()
    expect(other.add(Buffer.from('12345'))).toBe('memory_full')
    expect(one.add(Buffer.from('ghi'))).toBe('too_large')
    expect(one.add(Buffer.from('gh'))).toBeNull()
    expect([one.join().toString(), budget.used]).toEqual(['abcdefgh', 8])
    one.drop()
    expect([one.join().length, budget.used]).toEqual([0, 0])
  })
})
