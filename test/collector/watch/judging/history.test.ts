import { expect, test } from 'vitest'
import { addPoints, type HistoryPoint, historyOf, pointsOf } from '../../../../collector/watch/judging/history.ts'
import { knownHistory, loudDaysOf } from '../../../../collector/watch/judging/known.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const point = (endMs: number, more: Partial<HistoryPoint> = {}): HistoryPoint => ({
  length: '1h',
  candidate: 'whole',
  endMs,
  T: 1,
  nu: 1,
  n: 100,
  v: 0.01,
  alarm: false,
  ...more,
})
const ends = (history: ReturnType<typeof historyOf>): number[] | undefined => pointsOf(history, '1h', 'whole')?.endMs

test('points stand in order, and a later revision of a window replaces the earlier', () => {
  const history = historyOf([point(3 * hourMs), point(hourMs), point(2 * hourMs, { T: 5 })])
  addPoints(history, [point(2 * hourMs, { T: 7, alarm: true })])
  expect(ends(history)).toEqual([hourMs, 2 * hourMs, 3 * hourMs])
  expect(pointsOf(history, '1h', 'whole')?.T).toEqual([1, 7, 1])
  expect([...loudDaysOf(history)]).toEqual([0])
})

test('a revision that no longer alarms takes the alarm back', () => {
  const history = historyOf([point(hourMs, { alarm: true }), point(hourMs)])
  expect([...loudDaysOf(history)]).toEqual([])
})

test('the newest 24 hours and all after 28 days are not learned from; the baseline always is', () => {
  const baseline = { tally: new Float64Array(2), span: { fromMs: 0, toMs: 2 * dayMs } }
  const history = historyOf([dayMs, 2 * dayMs, 3 * dayMs, 29 * dayMs, 30 * dayMs, 31 * dayMs].map(endMs => point(endMs)))
  const known = (nowMs: number): number[] => (ends(knownHistory(history, baseline, nowMs)) ?? []).map(endMs => endMs / dayMs)
  expect(known(2 * dayMs)).toEqual([1, 2])
  expect(known(3.5 * dayMs)).toEqual([1, 2])
  expect(known(4 * dayMs)).toEqual([1, 2, 3])
  expect(known(60 * dayMs)).toEqual([1, 2, 3, 29, 30])
})
