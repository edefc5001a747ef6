import { array, assert, integer, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { stripOf, tallyOf } from '../../../../collector/watch/judging/strip.ts'

const stepMs = 300_000

test('the tally of any span is the sum of its slices', () => {
  const slice = tuple(integer({ min: -50, max: 50 }), integer({ min: 0, max: 9 }), integer({ min: 0, max: 9 }))
  assert(
    property(array(slice, { maxLength: 30 }), integer({ min: -60, max: 60 }), integer({ min: 0, max: 60 }), (list, from, steps) => {
      const slices = new Map(list.map(([step, a, b]) => [step * stepMs, Float64Array.of(a, b)] as const))
      const wanted = [0, 0]
      for (const [atMs, [a = 0, b = 0]] of slices) {
        if (atMs < from * stepMs || atMs >= (from + steps) * stepMs) continue
        wanted[0] = (wanted[0] ?? 0) + a
        wanted[1] = (wanted[1] ?? 0) + b
      }
      const span = { fromMs: from * stepMs, toMs: (from + steps) * stepMs }
      expect(Array.from(tallyOf(stripOf({ stepMs, slices }, 2), span))).toEqual(wanted)
    }),
  )
})
