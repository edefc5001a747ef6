import { expect, test } from 'vitest'
import { type HistoryPoint, historyOf, type Points, pointsOf } from '../../../../collector/watch/judging/history.ts'
import { withStray } from '../../../../collector/watch/judging/stray.ts'
import { chiSquareUpperQuantile } from '../../../../detectors/math/chi-square.ts'

const hourMs = 3_600_000
const noise = { a: 1, b: 0, windows: 300, share: 1 }
const nu = 15

/** 28 days of hours whose T are the quantiles of chi-square(15), well mixed: a history as quiet as can be. */
function quiet(strays: Readonly<Record<number, number>>): Points {
  const hours = 28 * 24
  const points = Array.from({ length: hours }, (_, hour): HistoryPoint => {
    const share = (((hour * 389) % hours) + 0.5) / hours
    const T = strays[hour] ?? chiSquareUpperQuantile(share, nu)
    return { length: '1h', candidate: 'whole', endMs: (hour + 1) * hourMs, T, nu, n: 1000, v: 0.001, alarm: false }
  })
  return pointsOf(historyOf(points), '1h', 'whole') as Points
}

test('a history as quiet as its noise says is left alone', () => {
  expect(withStray(noise, quiet({}), 0)).toEqual(noise)
})

test('one day of an incident is not the nature of a series', () => {
  expect(withStray(noise, quiet({ 30: 900, 31: 900, 32: 900, 33: 900 }), 0)).toEqual(noise)
})

test('what strays on three days widens one direction', () => {
  const widened = withStray(noise, quiet({ 6: 120, 174: 125, 342: 130 }), 0)
  expect(widened.stray).toBeGreaterThan(3)
  expect(widened).toMatchObject(noise)
})

test('what is tolerated anyway does not widen', () => {
  // √(120 · 0.001) = 0.346: with 0.3 tolerated, T beyond it is (0.046)² / 0.001 = 2.
  expect(withStray(noise, quiet({ 6: 120, 174: 120, 342: 120 }), 0.3)).toEqual(noise)
})
