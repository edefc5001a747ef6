import { describe, expect, it } from 'vitest'
import { newSpill } from '../../../collector/receive/spill.ts'

describe('the spill map', () => {
  it('keeps a name that spills on every side', () => {
    const spill = newSpill(2)
    spill.add(1, { side: 'input', name: 'output x', value: 0 }, false)
    spill.add(1, { side: 'input', name: 'x', value: 1 }, true)
    spill.add(1, { side: 'output', name: 'x', value: 2 }, true)
    spill.add(1, { side: 'segment', name: 'x', value: 'three' }, false)
    const [values, wrong] = spill.finish()
    expect([values?.name, values?.values]).toEqual([
      'spill',
      [
        [],
        new Map([
          ['output x', '0'],
          ['x', '1'],
          ['output output x', '2'],
          ['segment x', '"three"'],
        ]),
      ],
    ])
    expect([wrong?.name, wrong?.values, spill.wrongValues]).toEqual(['wrong', [[], ['x', 'x']], 2])
  })

  it('takes a row of 10,000 wrong columns in time that grows with their number', () => {
    const timed = (names: number): number => {
      const startedAt = performance.now()
      const spill = newSpill(20)
      for (let row = 0; row < 20; row++) for (let name = 0; name < names; name++) spill.add(row, { side: 'input', name: `c${name}`, value: null }, true)
      expect(spill.finish()).toHaveLength(2)
      return performance.now() - startedAt
    }
    timed(1_000)
    // Ten times the names: 10 times the time where it is linear, 100 times where each copies those before it.
    expect(timed(10_000) / timed(1_000)).toBeLessThan(40)
  })
})
