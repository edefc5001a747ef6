import { array, assert, integer, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { tallyOf } from '../../../collector/watch/judging/strip.ts'
import { emptyTrack, put, stripOfTrack, totalOf, trim } from '../../../collector/watch/track.ts'

const writes = array(record({ step: integer({ min: 0, max: 200 }), value: integer({ min: -1, max: 9 }) }), { maxLength: 60 })

it('holds the sum of what was put last into each step, in any order, and forgets only what it may', () => {
  assert(
    property(writes, integer({ min: 0, max: 200 }), integer({ min: 0, max: 100 }), (list, from, length) => {
      const track = emptyTrack(10, 2)
      const plain = new Map<number, number>()
      for (const [index, { step, value }] of list.entries()) {
        put(track, step * 10, value < 0 ? null : Float64Array.of(value, 1))
        plain.set(step, Math.max(0, value))
        if (index % 7 === 0) stripOfTrack(track)
      }
      const sum = (first: number, end: number) => [...plain].reduce((total, [step, value]) => (step >= first && step < end ? total + value : total), 0)
      expect(totalOf(track)[0]).toBe(sum(0, 201))
      trim(track, from * 10)
      expect(tallyOf(stripOfTrack(track), { fromMs: from * 10, toMs: (from + length) * 10 })[0]).toBe(sum(from, from + length))
    }),
  )
})
