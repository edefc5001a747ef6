import { expect, it } from 'vitest'
import { openTurns, waitingMax } from '../../../collector/watch/turns.ts'

it('who asks beyond the bound is sent away to come again and counted, a round never is, and there is room again once the others are done', async () => {
  const reasons: string[] = []
  const order: string[] = []
  const turns = openTurns(reason => reasons.push(reason))
  const gate = Promise.withResolvers<void>()
  const asked = Array.from({ length: waitingMax }, (_, at) => turns.ask(() => gate.promise.then(() => void order.push(`asked ${at}`))))
  await expect(turns.ask(async () => 'never')).rejects.toMatchObject({ code: 'OVERLOADED', status: 429, retry: true })
  const round = turns.take(async () => void order.push('round'))
  expect([reasons, order]).toEqual([['busy'], []])
  gate.resolve()
  await Promise.all([...asked, round])
  expect(order).toEqual([...asked.map((_, at) => `asked ${at}`), 'round'])
  expect(await turns.ask(async () => 'its turn')).toBe('its turn')
})

it('goes on after work that failed, and takes nothing once it is closed', async () => {
  const turns = openTurns(() => undefined)
  const failed = turns.ask(() => Promise.reject(new RangeError('of the work')))
  const next = turns.ask(async () => 1)
  await expect(failed).rejects.toThrow('of the work')
  expect(await next).toBe(1)
  await turns.close()
  await expect(turns.ask(async () => 2)).rejects.toMatchObject({ code: 'SHUTTING_DOWN', retry: true })
})
