import { pino } from 'pino'
import { expect, it } from 'vitest'
import { buildServer } from '../../collector/server.ts'
import { Failure, type FailureCode } from '../../contract/index.ts'

it.each([
  ['OVERLOADED', 429, true],
  ['STORE_UNAVAILABLE', 503, true],
  ['BAD_REQUEST', 400, false],
] as const)('%s is %i, and says when to come again where that may help', async (code: FailureCode, status, again) => {
  const app = buildServer({ log: pino({ level: 'silent' }), bodyBytesMax: 1_024 })
  app.get('/asked', () => {
    throw new Failure(code, 'for the test')
  })
  const answer = await app.inject({ url: '/asked', headers: { host: 'localhost' } })
  expect([answer.statusCode, answer.headers['retry-after'] === undefined]).toEqual([status, !again])
  if (again) expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  await app.close()
})
