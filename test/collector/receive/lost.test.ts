import { describe, expect, it } from 'vitest'
import { allOf } from '../../../collector/receive/lost.ts'
import { Failure } from '../../../contract/index.ts'

const settled = (...work: Promise<string>[]) => Promise.allSettled(work)
const stays = () => Promise.reject(new Failure('TOO_LARGE', 'it stays'))
const passes = () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'it passes'))

describe('of several failures', () => {
  it('one that may pass is thrown, wherever it stands', async () => {
    for (const work of [
      [stays(), passes()],
      [passes(), stays()],
    ]) {
      const results = await settled(Promise.resolve('a'), ...work)
      expect(() => allOf(results)).toThrow('it passes')
    }
  })

  it('the first is thrown when all stay', async () => {
    const results = await settled(Promise.reject(new Error('a bug')), stays())
    expect(() => allOf(results)).toThrow('a bug')
  })

  it('none gives all values', async () => expect(allOf(await settled(Promise.resolve('a'), Promise.resolve('b')))).toEqual(['a', 'b']))
})
