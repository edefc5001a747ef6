import { expect, it } from 'vitest'
import { storedId } from '../../../collector/store/ids.ts'

it('keeps a UUID and hashes everything else', () => {
  expect(storedId('6F9619FF-8B86-D011-B42D-00C04FC964FF')).toEqual({ id: '6f9619ff-8b86-d011-b42d-00c04fc964ff', ref: '' })
  // SHA-256 of "abc" is ba7816bf 8f01cfea 414140de 5dae2223 … (FIPS 180-2, B.1).
  expect(storedId('abc')).toEqual({ id: 'ba7816bf-8f01-cfea-4141-40de5dae2223', ref: 'abc' })
  expect(storedId('6f9619ff8b86d011b42d00c04fc964ff').ref).not.toBe('')
})
