import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import { Failure, type FailureCode } from '../../../contract/index.ts'
import { minuteMs } from '../alert/signals.ts'
import { serveSeeded } from './served.ts'

const { get, serve, engine } = serveSeeded()

describe('metrics', () => {
  const lines = async (server: FastifyInstance, name: string) =>
    (await server.inject({ url: '/metrics', headers: { host: 'localhost' } })).body.split('\n').filter(line => line.startsWith(name))

  it('are the newest reading of each series, its threshold, n and verdict', async () => {
    const distance = async (name: string) => lines(await serve(), name).then(all => all.filter(line => line.includes('subject="distance"')))
    expect(await distance('plimsoll_signal_value')).toEqual([
      'plimsoll_signal_value{model="delays",version="3",detector="drift/gtest",subject="distance",segment="",window="5m"} 0.05',
    ])
    expect((await distance('plimsoll_signal_threshold'))[0]).toMatch(/ 0\.21$/)
    expect((await distance('plimsoll_signal_rows'))[0]).toMatch(/ 1000$/)
    // The seed's smallest change is 0.25: (0.05 - 0.21) ÷ 0.25 before the threshold, (0.43 - 0.21) ÷ 0.25 beyond it, and nothing of what is unsure.
    expect(Number((await distance('plimsoll_signal_margin'))[0]?.split(' ').at(-1))).toBeCloseTo(-0.64, 9)
    const margins = await lines(await serve(), 'plimsoll_signal_margin')
    expect(
      Number(
        margins
          .find(line => line.includes('origin=ORD'))
          ?.split(' ')
          .at(-1),
      ),
    ).toBeCloseTo(0.88, 9)
    expect(margins.filter(line => line.includes('drift/psi'))).toEqual([])
    const verdicts = await lines(await serve(), 'plimsoll_signal_verdict')
    expect(verdicts.find(line => line.includes('origin=ORD'))).toMatch(/ 1$/)
    expect(verdicts.find(line => line.includes('drift/psi'))).toMatch(/ -1$/)
    expect(verdicts.find(line => line.includes('"late"'))).toMatch(/ 0$/) // Of the latest revision.
    expect(await lines(await serve(), 'plimsoll_rows')).toContain('plimsoll_rows{model="delays",version="3"} 25')
    expect(await lines(await serve(), 'plimsoll_store_up')).toEqual(['plimsoll_store_up 1'])
  })

  it('are bounded: the worst series, and a count of the hidden ones', async () => {
    const small = await serve({ seriesMax: 3 })
    const shown = await lines(small, 'plimsoll_signal_verdict')
    expect(shown).toHaveLength(3)
    expect(shown.find(line => line.includes('origin=ORD'))).toMatch(/ 1$/)
    // distance, carrier twice, late, and five hostile names are nine.
    expect(await lines(small, 'plimsoll_signal_series_hidden')).toEqual(['plimsoll_signal_series_hidden 6'])
  })

  it('may be none at all', async () => {
    const none = await serve({ seriesMax: 0 })
    expect(await lines(none, 'plimsoll_signal_verdict')).toEqual([])
    expect(await lines(none, 'plimsoll_signal_series_hidden')).toEqual(['plimsoll_signal_series_hidden 9'])
  })

  it('forget versions that are no longer judged', async () => {
    const later = await serve({ retiredAfterMs: minuteMs })
    expect(await lines(later, 'plimsoll_signal_verdict')).toEqual([])
  })

  const failing = (code: FailureCode, where: RegExp): Engine => ({
    ...engine(),
    read: (sql, ...rest) => (where.test(sql) ? Promise.reject(new Failure(code, 'as the test wants')) : engine().read(sql, ...rest)),
  })

  it.each(['STORE_UNAVAILABLE', 'STORE_FULL'] as const)('come when the store does not: %s', async code => {
    const server = await serve({}, failing(code, /./))
    expect(await lines(server, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 0'])
    expect((await server.inject({ url: '/healthz', headers: { host: 'localhost' } })).statusCode).toBe(200)
  })

  it('do not say that a store is away which found one question too large, and keep what others say', async () => {
    const noSignals = await serve({}, failing('TOO_LARGE', /FROM signals/))
    expect(await lines(noSignals, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 1'])
    expect(await lines(noSignals, 'plimsoll_signal_verdict')).toEqual([])
    expect(await lines(noSignals, 'plimsoll_rows')).toContain('plimsoll_rows{model="delays",version="3"} 25')
    const noRows = await serve({}, failing('TOO_LARGE', /FROM rows_/))
    expect(await lines(noRows, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 1'])
    expect(await lines(noRows, 'plimsoll_signal_verdict')).not.toEqual([])
  })

  it('never hold an id', async () => {
    const { body } = await get('/metrics')
    expect(body).not.toMatch(/request \d|00000000-0000-4000|\ba1\b/)
  })
})
