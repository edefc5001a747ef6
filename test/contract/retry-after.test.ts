import { expect, it } from 'vitest'
import { retryAfterMs } from '../../contract/index.ts'

it.each([
  ['7', 7_000],
  [' 7 ', 7_000],
  ['0', 0],
  ['100000', 300_000],
  ['Thu, 01 Jan 1970 00:00:09 GMT', 8_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  // Not HTTP: a time without a zone would be one of this machine, and 2.5 a day of 2001.
  ['1970-01-01T00:00:09', null],
  ['2.5', null],
  ['-3', null],
  ['soon', null],
  ['', null],
  [undefined, null],
])('Retry-After %s asks for %s ms', (header, ms) => expect(retryAfterMs(header, 1_000, 300_000)).toBe(ms))
