import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { Value } from 'typebox/value'
import { afterAll, describe, expect, it } from 'vitest'
import { Reading } from '../../contract/index.ts'
import { runHere } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-backtest-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, body: string): string => {
  const path = join(folder, name)
  writeFileSync(path, body)
  return path
}

interface Document {
  windows: { from: string | number; to: string | number; rows: number; readings: Reading[] }[]
  alarms: (Reading & { row?: number; window?: { from: string | number; to: string | number } })[]
  falseAlarmRate: number
  injected?: { found: boolean; windows: number | null; delayMs: number | null }[]
  presets?: { name: string; faults: { found: boolean }[] }[]
}
async function json(...args: readonly string[]): Promise<Document> {
  const { code, out, err } = await runHere(['backtest', ...args, '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Document
}

// 20 days of 24 · 60 rows from 1 March 2026, one a minute: amount is the sum of four uniform numbers, plan one of three.
const days = 20
const dayRows = 1_440
const startMs = Date.UTC(2026, 2, 1)
const generator = xoroshiro128plus(7)
const draw = (): number => (generator.next() >>> 0) / 2 ** 32
const lines = Array.from({ length: days * dayRows }, (_, row) => {
  const amount = draw() + draw() + draw() + draw()
  return `${new Date(startMs + row * 60_000).toISOString()},${amount.toFixed(6)},${['free', 'pro', 'team'][Math.floor(draw() * 3)]}\n`
})
const history = write('history.csv', `at,amount,plan\n${lines.join('')}`)

describe('plimsoll backtest', () => {
  it('judges days as production does, and says nothing of quiet ones', async () => {
    const document = await json(history, '--time', 'at', '--window', '1d', '--baseline-until', '2026-03-11T00:00:00Z')
    expect(Object.keys(document)).toEqual(['windows', 'alarms', 'falseAlarmRate', 'alerts', 'perMonth'])
    // The last 10 of 20 days.
    expect(document.windows.map(({ from, to, rows }) => [from, to, rows])).toEqual(
      Array.from({ length: 10 }, (_, day) => {
        const at = (days: number): string => new Date(startMs + (10 + day + days) * 86_400_000).toISOString()
        return [at(0), at(1), dayRows]
      }),
    )
    for (const { readings } of document.windows) for (const reading of readings) expect([...Value.Errors(Reading, reading)]).toEqual([])
    expect(document).toMatchObject({ alarms: [], falseAlarmRate: 0, alerts: [], perMonth: 0 })
    expect(document.windows[0]?.readings.map(({ detector }) => detector)).toContain('quality/volume')
  })

  it('finds an injected fault in the window in which it begins, and counts the delay from its beginning', async () => {
    const document = await json(history, '--time', 'at', '--baseline-until', '2026-03-11T00:00:00Z', '--inject', 'amount:shift:2@2026-03-15T12:00:00Z')
    // Half a day of the window of 15 March is hit; it ends 12 hours after the fault begins.
    expect(document.injected).toEqual([{ fault: 'amount:shift:2@2026-03-15T12:00:00Z', found: true, windows: 0.5, delayMs: 43_200_000 }])
    expect(document.falseAlarmRate).toBe(0)
    const before = document.alarms.filter(({ window }) => String(window?.from) < '2026-03-15')
    expect(before).toEqual([])
    expect(document.alarms.some(({ detector, subject }) => detector === 'drift/gtest' && subject === 'amount')).toBe(true)
  })

  it('judges windows of rows without a time, and says what a preset would have done', async () => {
    const args = ['--window-rows', '1440', '--baseline-rows', '14400', '--type', 'at=ignore', '--inject', 'plan:unseen:0.5@20160', '--preset', 'evidently']
    const document = await json(history, ...args)
    expect(document.windows.map(({ from, to, rows }) => [from, to, rows])).toEqual(
      Array.from({ length: 10 }, (_, i) => [14_400 + i * 1_440, 15_840 + i * 1_440, 1_440]),
    )
    // Row 20160 begins the fifth of the ten windows.
    expect(document.injected?.[0]).toMatchObject({ found: true, windows: 1, delayMs: null })
    expect(document.presets).toMatchObject([{ name: 'evidently', faults: [{ found: true }] }])
    const unseen = document.windows[4]?.readings.find(({ detector, subject }) => detector === 'quality/unseen' && subject === 'plan')
    // A share of 0.5 of 1440 rows, drawn by a hash: five standard errors are 0.066.
    expect(Math.abs((unseen?.value ?? 0) - 0.5)).toBeLessThan(0.066)
    expect(document.windows[3]?.readings.find(({ detector, subject }) => detector === 'quality/unseen' && subject === 'plan')?.value).toBe(0)
  })

  it('runs what reads row by row in the order of rows, and names the row', async () => {
    const steps = write('steps.csv', `x\n${Array.from({ length: 4_000 }, (_, row) => `${row < 2_000 ? row % 2 : 10 + (row % 2)}\n`).join('')}`)
    const document = await json(steps, '--window-rows', '500', '--baseline-rows', '1000', '--detectors', 'stream/adwin', '--type', 'x=numeric')
    const rows = document.alarms.map(({ row }) => row as number)
    expect(rows.length).toBeGreaterThan(0)
    // Nothing moves before row 2000; a step of twenty deviations is seen within a few of ADWIN's checks of 32 rows each.
    for (const row of rows) expect(row).toBeGreaterThanOrEqual(2_000)
    expect(rows[0]).toBeLessThan(2_000 + 3 * 32)
  })

  it('takes a baseline from a file of its own', async () => {
    const before = write('before.csv', `at,amount,plan\n${lines.slice(0, 10 * dayRows).join('')}`)
    const after = write('after.csv', `at,amount,plan\n${lines.slice(10 * dayRows).join('')}`)
    const [apart, whole] = [
      await json(after, '--time', 'at', '--baseline', before),
      await json(history, '--time', 'at', '--baseline-until', '2026-03-11T00:00:00Z'),
    ]
    expect(apart).toEqual(whole)
  })

  it('says in one sentence how often it would have paged', async () => {
    const { out } = await runHere(['backtest', history, '--time', 'at', '--baseline-until', '2026-03-11T00:00:00Z', '--preset', 'evidently'])
    expect(out).toMatch(
      /^Learned from 14400 rows, judged 14400 rows in 10 windows of 1 day\.\nWe would never have paged you: 0 alerts, 0 of 10 windows with an alarm\.\n/,
    )
    expect(out).toMatch(/evidently/)
  })

  it.each([
    ['windows of time without times', [history], 2, /windows of time need --time COLUMN/],
    ['a column that is not there', [history, '--time', 'att'], 2, /history\.csv has no column att; did you mean at\?; there is: at, amount, plan/],
    [
      'a chosen column that is not there',
      [history, '--time', 'at', '--columns', 'amuont'],
      2,
      /history\.csv does not have a column amuont; did you mean amount\?/,
    ],
    [
      'a fault of a column that is not there',
      [history, '--time', 'at', '--inject', 'plam:missing:1@2026-03-15T00:00:00Z'],
      2,
      /there is no column plam; did you mean plan\?; there is: amount, plan/,
    ],
    [
      'an unknown detector',
      [history, '--time', 'at', '--detectors', 'stream/adwinn'],
      2,
      /unknown detector stream\/adwinn; did you mean stream\/adwin\?; known/,
    ],
    ['a window that is none', [history, '--time', 'at', '--window', 'soon'], 2, /--window soon: say 5m to 30d/],
    ['a fault that is none', [history, '--time', 'at', '--inject', 'amount:worse:1@2026-03-15T00:00:00Z'], 2, /kind one of missing, shift, scale, unseen/],
    ['a fault that does not fit', [history, '--time', 'at', '--inject', 'plan:shift:1@2026-03-15T00:00:00Z'], 2, /plan is category, which shift does not fit/],
    ['two baselines', [history, '--time', 'at', '--baseline-rows', '9', '--baseline', history], 2, /say one of --baseline-rows/],
    ['a baseline of everything', [history, '--window-rows', '1000', '--baseline-rows', '28800'], 1, /nothing is left to judge/],
    ['an unknown preset', [history, '--time', 'at', '--preset', 'oracle'], 2, /unknown preset oracle; known are/],
  ])('refuses %s in one sentence', async (_case, args, code, message) => {
    const result = await runHere(['backtest', ...args])
    expect({ code: result.code, out: result.out }).toEqual({ code, out: '' })
    expect(result.err).toMatch(message)
  })
})
