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

  it('takes a row of 200,000 wrong values in time that grows with their number', () => {
    const startedAt = performance.now()
    const spill = newSpill(1)
    for (let name = 0; name < 200_000; name++) spill.add(0, { side: 'input', name: `c${name}`, value: null }, true)
    expect(spill.finish()[1]?.values[0]).toHaveLength(200_000)
    // A fifth of a second; a list copied for each value is 160 GB of copies.
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})
