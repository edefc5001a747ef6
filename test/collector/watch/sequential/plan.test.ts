import { describe, expect, it } from 'vitest'
import { listedSequential } from '../../../../collector/watch/sequential/listed.ts'
import { checkSequential, plansOf } from '../../../../collector/watch/sequential/plan.ts'
import { SequentialWish } from '../../../../collector/watch/sequential/wish.ts'
import { WatchSettings } from '../../../../collector/watch/settings.ts'
import { defaults } from '../../../../contract/index.ts'

const plain: SequentialWish = { ...defaults(SequentialWish), model: 'credit', detector: 'stream/page-hinkley', column: 'age' }
const share = { ...plain, reads: 'share', column: 'country', value: 'DE' } as const
const errors = { ...plain, reads: 'errors', column: '', detector: 'stream/ddm' } as const
const checked = (...sequential: SequentialWish[]) => checkSequential({ ...defaults(WatchSettings), sequential })
const planned = (wish: SequentialWish) => plansOf({ ...defaults(WatchSettings), sequential: [wish] }, 'credit')[0]

describe('what a person puts a detector that needs order on', () => {
  it.each([
    ['a name that none has', { ...plain, detector: 'stream/page-hinkly' }, /names stream\/page-hinkly \(did you mean stream\/page-hinkley\?\)/],
    ['ones and zeros of a mean', { ...plain, detector: 'stream/ddm' }, /puts stream\/ddm on a mean, and it reads ones and zeros/],
    ['no column', { ...plain, column: '' }, /names no column/],
    ['a column of errors', { ...errors, column: 'age' }, /names a column of errors/],
    ['a share of no value', { ...share, value: '' }, /names a value where reads is share, and only there/],
    ['a mean of a value', { ...plain, value: 'DE' }, /names a value where reads is share, and only there/],
    ['errors by five minutes', { ...errors, step: '5m' }, /summarised by the hour/],
    ['segments by five minutes', { ...plain, segment: 'country=DE', step: '5m' }, /summarised by the hour/],
    ['an unknown preset', { ...plain, preset: 'rivers' }, /has no preset rivers; it has river, frouros/],
    ['an unknown setting', { ...plain, settings: { lamda: 4 } }, /watch\.sequential\.0\.settings\.lamda.*did you mean lambda\?/],
    ['a setting out of bounds', { ...plain, settings: { lambda: -1 } }, /watch\.sequential\.0\.settings\.lambda: lambda/],
    ['settings that contradict each other', { ...share, detector: 'eprocess/proportion', settings: { sides: 'both' } }, /both sides need a stated mean/],
  ] as [string, SequentialWish, RegExp][])('is refused where it is %s', (_what, wish, said) => {
    expect(() => checked(wish)).toThrow(expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(said) as unknown }))
  })

  it('is refused twice, and may be the mean and the missing share of one column, or two models', () => {
    expect(() => checked(plain, share, plain)).toThrow('watch.sequential.2 puts stream/page-hinkley on age of credit a second time')
    expect(() =>
      checked(plain, share, errors, { ...share, value: '(missing)' }, { ...plain, model: 'other' }, { ...plain, segment: 'country=DE' }),
    ).not.toThrow()
  })

  it('learns from 100 values unless told otherwise; ones and zeros, a preset and a known scale are left alone', () => {
    expect(planned(plain)?.settings).toMatchObject({ learnRows: 100, lambda: 50 })
    expect(planned({ ...plain, settings: { learnRows: 30 } })).toMatchObject({ learnRows: 30, settings: { learnRows: 30 } })
    expect(planned({ ...share, detector: 'eprocess/proportion' })).toMatchObject({ bits: true, learnRows: 2000 })
    expect(planned({ ...plain, preset: 'river' })).toMatchObject({ learnRows: 30, settings: { standardise: false, delta: 0.005 } })
    expect(planned({ ...plain, settings: { center: 40, scale: 5 } })?.learnRows).toBe(30)
  })

  it('starts anew with other settings or another step, and not when its name in the list moves', () => {
    const made = planned(plain)?.made
    expect(planned({ ...plain, settings: { lambda: 50 } })?.made).toBe(made)
    expect(planned({ ...plain, settings: { lambda: 40 } })?.made).not.toBe(made)
    expect(planned({ ...plain, step: '24h' })?.made).not.toBe(made)
  })

  it('is listed once a detector, with everything that it is on', () => {
    const [hinkley, ddm] = listedSequential([plain, { ...share, segment: 'plan=gold' }, errors])
    expect(hinkley).toMatchObject({
      name: 'stream/page-hinkley',
      summary: 'Page–Hinkley test for a moved mean; on mean of age of credit, share of country=DE of credit in plan=gold',
      reads: ['mean', 'share'],
    })
    expect(ddm?.summary).toMatch(/; on errors of credit$/)
  })
})
