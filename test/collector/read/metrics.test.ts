import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
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

  it('come when the store does not', async () => {
    const broken: Engine = { ...engine(), read: () => Promise.reject(new Error('away')) } as Engine
    const server = await serve({}, broken)
    expect(await lines(server, 'plimsoll_store_up')).toEqual(['plimsoll_store_up 0'])
    expect((await server.inject({ url: '/healthz', headers: { host: 'localhost' } })).statusCode).toBe(200)
  })

  it('never hold an id', async () => {
    const { body } = await get('/metrics')
    expect(body).not.toMatch(/request \d|00000000-0000-4000|\ba1\b/)
  })
})
