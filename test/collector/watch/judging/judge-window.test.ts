import { expect, test } from 'vitest'
import { drawsOf } from '../../../../benchmarks/quiet/faults.ts'
import { addPoints, pointsOf } from '../../../../collector/watch/judging/history.ts'
import { judgeWindow } from '../../../../collector/watch/judging/judge-window.ts'
import { type DayTerms, learnDay } from '../../../../collector/watch/judging/learn-day.ts'
import { learnHistory } from '../../../../collector/watch/judging/learn-history.ts'
import type { Stream } from '../../../../collector/watch/judging/stream.ts'
import { stripOf, tallyOf } from '../../../../collector/watch/judging/strip.ts'
import { type Length, lengths } from '../../../../collector/watch/series.ts'
import type { Deciding, SummaryKind, Tally } from '../../../../contract/index.ts'
import { cellTally } from '../../../../detectors/calibration/counts.ts'
import { decideRate, rateLimit, rateMatters } from '../../../../detectors/calibration/rate.ts'
import { decideMean, normalScores } from '../../../../detectors/calibration/scores.ts'

const sliceMs = 300_000
const dayMs = 86_400_000
const hourMs = 3_600_000
/** A Monday. */
const start = Date.UTC(2001, 0, 1)
const rowsPerSlice = 300

/** Deciding parts that work on tallies made here; frames and summaries play no role. */
const scores = normalScores([1, 1, 1, 1, 1, 1, 1, 1])
const unasked = { frame: () => null, tally: () => new Float64Array(), exact: true, group: 'columns' } as const
const mean: Deciding<SummaryKind, unknown> = {
  ...unasked,
  decide: (_, reference, window) => decideMean(scores, reference, window),
  matters: () => 0.05,
  limit: () => 0.25,
}
const rate: Deciding<SummaryKind, unknown> = {
  ...unasked,
  decide: (_, [X = 0, N = 0], [x = 0, n = 0], floorFactor) =>
    decideRate({ hits: x, rows: n, baselineHits: X, baselineRows: N }, { twoSided: false, floorFactor }),
  matters: rateMatters,
  limit: rateLimit,
}

/** Rows of a slice over 8 equal cells; `shift` moves that share of them from the lowest cells to the highest. */
function meanSlice(draw: () => number, shift = 0): Tally {
  const cells = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let row = 0; row < rowsPerSlice; row++) {
    const cell = Math.floor(draw() * 8)
    const to = draw() < shift ? 7 : cell
    cells[to] = (cells[to] ?? 0) + 1
  }
  return cellTally(cells, rowsPerSlice)
}

function rateSlice(draw: () => number, share: number): Tally {
  let hits = 0
  for (let row = 0; row < rowsPerSlice; row++) if (draw() < share) hits++
  return Float64Array.of(hits, rowsPerSlice)
}

/** A stream of `days` days, the first `baselineDays` of which are its baseline. */
function streamOf(deciding: Deciding<SummaryKind, unknown>, days: number, baselineDays: number, slice: (atMs: number) => Tally): Stream {
  const slices = new Map<number, Tally>()
  for (let atMs = start; atMs < start + days * dayMs; atMs += sliceMs) slices.set(atMs, slice(atMs))
  const strip = stripOf({ stepMs: sliceMs, slices }, (slices.get(start) as Tally).length)
  const span = { fromMs: start, toMs: start + baselineDays * dayMs }
  const series = {
    key: 'a|b|',
    detector: 'a',
    subject: 'b',
    segment: '',
    frame: null,
    settings: {},
    group: 'columns',
    lengths: ['5m', '1h', '24h'],
    stepMs: sliceMs,
  } as const
  return { series, deciding, strip, baseline: { tally: tallyOf(strip, span), span } }
}

const terms = (nowMs: number): DayTerms => ({ nowMs, budget: 1, sizes: { columns: 20, segments: 0, performance: 0 }, holidays: new Set() })
const window = (length: Length, toMs: number) => ({ length, fromMs: toMs - lengths[length].ms, toMs })

const cases = [['5m'], ['1h'], ['24h']] as const

test.each(cases)('ten quiet iid days: %s windows of the eleventh are calm or unsure, a shift of the mean is found', length => {
  const draw = drawsOf(7)
  const changeMs = start + 11 * dayMs
  // 30 % of the rows moved to the top cell: +0.3 · 1.65 of 0.98 sd, half a standard deviation.
  const stream = streamOf(mean, 12, 10, atMs => meanSlice(draw, atMs >= changeMs ? 0.3 : 0))
  const learned = learnDay(stream, learnHistory(stream), terms(start + 10 * dayMs))
  for (let toMs = start + 10 * dayMs + lengths[length].hopMs; toMs <= changeMs; toMs += lengths[length].hopMs) {
    expect(judgeWindow(stream, learned, window(length, toMs)).verdict).not.toBe('alarm')
  }
  const found = judgeWindow(stream, learned, window(length, changeMs + lengths[length].ms))
  expect(found).toMatchObject({ verdict: 'alarm', reason: 'beyond matters and noise', baselineN: 10 * 288 * rowsPerSlice })
  expect(found.value).toBeGreaterThan(found.threshold as number)
  expect(found.points.every(point => point.alarm && point.T < 10)).toBe(true)
})

test('one slice of a burst does not make an hour; a rate that stays up does', () => {
  const draw = drawsOf(3)
  const burstMs = start + 10 * dayMs + 6 * 12 * sliceMs
  const raisedMs = start + 11 * dayMs
  const stream = streamOf(rate, 12, 10, atMs => rateSlice(draw, atMs === burstMs ? 0.6 : atMs >= raisedMs ? 0.05 : 0.01))
  const learned = learnDay(stream, learnHistory(stream), terms(start + 10 * dayMs))
  const hour = judgeWindow(stream, learned, window('1h', burstMs + 6 * sliceMs))
  expect(hour.verdict).not.toBe('alarm')
  // The whole window: 180 of 300 in the slice and about 33 of 3,300 in the others; judged are the others.
  expect(hour.n).toBe(11 * rowsPerSlice)
  expect(judgeWindow(stream, learned, window('5m', burstMs + sliceMs)).verdict).toBe('alarm')
  expect(judgeWindow(stream, learned, window('1h', raisedMs + 12 * sliceMs)).verdict).toBe('alarm')
})

test('a column with hours of its own is held against the same time of day', () => {
  const draw = drawsOf(5)
  const slice = (atMs: number): Tally => meanSlice(draw, 0.25 * (1 + Math.sin((2 * Math.PI * (atMs % dayMs)) / dayMs)))
  const stream = streamOf(mean, 15, 14, slice)
  const learned = learnDay(stream, learnHistory(stream), terms(start + 14 * dayMs))
  const judged = judgeWindow(stream, learned, window('1h', start + 14 * dayMs + 6 * 12 * sliceMs))
  expect(judged).toMatchObject({ candidate: 'season', verdict: 'calm' })
  // Seven days of two hours each.
  expect(judged.baselineN).toBe(7 * 24 * rowsPerSlice)
  expect(judgeWindow(stream, learned, window('24h', start + 15 * dayMs))).toMatchObject({ candidate: 'whole', verdict: 'calm' })
})

test('days that alarmed are no part of the seasonal reference', () => {
  const draw = drawsOf(5)
  const stream = streamOf(mean, 15, 14, atMs => meanSlice(draw, 0.25 * (1 + Math.sin((2 * Math.PI * (atMs % dayMs)) / dayMs))))
  const history = learnHistory(stream)
  addPoints(history, [{ length: '1h', candidate: 'whole', endMs: start + 11.5 * dayMs, T: 1, nu: 1, n: 3600, v: 0.01, alarm: true }])
  const learned = learnDay(stream, history, terms(start + 14 * dayMs))
  expect(judgeWindow(stream, learned, window('1h', start + 14.25 * dayMs)).baselineN).toBe(6 * 24 * rowsPerSlice)
})

test('a column that sits elsewhere at weekends is as steady on working days as any other: a small shift is found there, and weekends stay quiet', () => {
  const draw = drawsOf(9)
  const shiftedMs = start + 15.5 * dayMs
  // Weekends (the sixth and seventh day of each week) are 0.09 · 1.65 sd higher; the shift on the Tuesday of the third week is 0.12 · 1.65.
  const shift = (atMs: number): number => (Math.floor((atMs - start) / dayMs) % 7 >= 5 ? 0.09 : atMs >= shiftedMs ? 0.12 : 0)
  const stream = streamOf(mean, 17, 5, atMs => meanSlice(draw, shift(atMs)))
  const history = learnHistory(stream)
  let learned = learnDay(stream, history, terms(start + 5 * dayMs))
  const verdicts = new Map<number, string>()
  for (let toMs = start + 5 * dayMs + hourMs; toMs <= shiftedMs + hourMs; toMs += hourMs) {
    const judged = judgeWindow(stream, learned, window('1h', toMs))
    verdicts.set(toMs, judged.verdict)
    addPoints(history, judged.points)
    if (toMs % dayMs === 0) learned = learnDay(stream, history, terms(toMs))
  }
  expect(verdicts.get(shiftedMs + hourMs)).toBe('alarm')
  const before = [...verdicts].filter(([toMs]) => toMs <= shiftedMs).map(([, verdict]) => verdict)
  expect(before).not.toContain('alarm')
})

test('a baseline of one day: its windows are part of it and mended, days are bounded by hours, twice as much is tolerated', () => {
  const draw = drawsOf(11)
  const stream = streamOf(mean, 2, 1, () => meanSlice(draw))
  const history = learnHistory(stream)
  const points = pointsOf(history, '1h', 'whole')
  const plain = stream.deciding.decide(null, stream.baseline.tally, tallyOf(stream.strip, window('1h', start + 12 * sliceMs)), 1).T
  // N = 24 n: (1/n + 1/N) / (1/n − 1/N) = 25 / 23.
  expect(points?.T[0]).toBeCloseTo((plain * 25) / 23, 9)
  const learned = learnDay(stream, history, terms(start + dayMs))
  const day = judgeWindow(stream, learned, window('24h', start + 2 * dayMs))
  expect(day.notes).toEqual(expect.arrayContaining(['noise taken from shorter windows', 'fewer than 8 days known: twice as much is tolerated']))
})

test('a baseline without event time: nothing is known of drift, rates are judged at once by a guess', () => {
  const draw = drawsOf(13)
  const timeless = (stream: Stream): Stream => ({ ...stream, baseline: { ...stream.baseline, span: null } })
  const drift = timeless(streamOf(mean, 2, 1, () => meanSlice(draw)))
  const missing = timeless(streamOf(rate, 2, 1, atMs => rateSlice(draw, atMs >= start + dayMs ? 0.2 : 0.01)))
  const at = window('1h', start + dayMs + 12 * sliceMs)
  expect(judgeWindow(drift, learnDay(drift, learnHistory(drift), terms(start + dayMs)), at)).toMatchObject({ verdict: 'unsure', reason: 'learning' })
  expect(judgeWindow(missing, learnDay(missing, learnHistory(missing), terms(start + dayMs)), at).verdict).toBe('alarm')
})

test('each reference pays for the days of its own history, and the margin before the first row is no day', () => {
  const draw = drawsOf(8)
  const stream = streamOf(mean, 5, 5, () => meanSlice(draw))
  const history = learnHistory(stream)
  // The first two days and the newest of a window's past must be there: days 3 and 4 of 0 … 4, 288 windows each.
  expect(pointsOf(history, '5m', 'season')?.endMs).toHaveLength(2 * 288)
  const learned = learnDay(stream, history, terms(start + 5 * dayMs)).lengths.get('5m')
  // 12 windows a day at most: of five days, and of two.
  expect([learned?.whole?.alarm.noise.windows, learned?.season?.alarm.noise.windows]).toEqual([60, 24])
})
