import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { duration, oftenText, widthText } from '../../../cli/backtest/text.ts'
import { largerWindow } from '../../../cli/backtest/unsaid.ts'
import { dayMs, hourMs } from '../../../contract/index.ts'
import { runHere } from '../run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-backtest-unsaid-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('what a backtest could not tell', () => {
  // 40 days of a row every two hours: a day of 12 rows is under the 30 that anything is said of.
  const startMs = Date.UTC(2026, 2, 1)
  const lines = Array.from({ length: 40 * 12 }, (_, row) => `${new Date(startMs + row * 2 * hourMs).toISOString()},${(row * 7_919) % 101}\n`)
  const sparse = join(folder, 'sparse.csv')
  writeFileSync(sparse, `at,x\n${lines.join('')}`)

  it('says so, why, and what would help', async () => {
    const { code, out } = await runHere(['backtest', sparse, '--time', 'at', '--baseline-until', '2026-03-21T00:00:00Z', '--detectors', 'drift/gtest'])
    expect(code).toBe(0)
    // 20 windows of one series, none of which can be told. Nothing was ever learned of windows under 30 rows.
    expect(out).toContain('We would never have paged you: 0 alerts, 0 of 20 windows with an alarm.')
    expect(out).toMatch(/\nNothing could be told: windows of 1 day hold 12 rows; 20 times too few rows to say anything\./)
    // Twice 30 rows are five days of 12, and 240 rows hold but four such windows.
    expect(out).toContain('About 60 rows would do for most of it: try --window 7d, with a baseline of 8 such windows or more.')
  })

  it('is silent where everything could be told', async () => {
    const { out } = await runHere([
      'backtest',
      sparse,
      '--window-rows',
      '40',
      '--baseline-rows',
      '400',
      '--type',
      'at=ignore',
      '--detectors',
      'quality/constant',
    ])
    expect(out).not.toMatch(/could (not )?be told/)
  })
})

describe('a larger window', () => {
  const said = { readings: 1, unsure: 1, reasons: [], rows: 100, rowsWanted: 550 }
  const day = { timeline: { width: dayMs, rowsCount: false } } as Parameters<typeof largerWindow>[1]
  const rows = { timeline: { width: 100, rowsCount: true } } as Parameters<typeof largerWindow>[1]
  it.each([
    // 100 rows a day: 550 take five and a half days, and 7 is the next that people use.
    [said, day, '--window 7d'],
    [said, rows, '--window-rows 550'],
    // 10,000 rows take 100 days, more than a window may be.
    [{ ...said, rowsWanted: 10_000 }, day, null],
    [{ ...said, rowsWanted: null }, day, null],
    [{ ...said, rowsWanted: 90 }, day, null],
  ])('is the next that holds enough rows', (unsaid, replay, option) => {
    expect(largerWindow(unsaid, replay)).toBe(option)
  })
})

describe('words', () => {
  it('say how often', () => {
    expect(oftenText(0, 0)).toBe('We would never have paged you')
    expect(oftenText(2, null)).toBe('We would have paged you 2 times')
    expect(oftenText(3, 1.5)).toBe('We would have paged you 1.5 times a month')
    expect(oftenText(1, 0.1)).toBe('We would have paged you 0.1 times a month, once in 10 months')
  })
  it('say how long', () => {
    expect([duration(36 * hourMs), duration(2.5 * dayMs), duration(1_800_000)]).toEqual(['36 hours', '2.5 days', '30 minutes'])
    const widths = [dayMs, 7 * dayMs, hourMs, 90 * 60_000].map(width => widthText({ width, rowsCount: false }))
    expect(widths).toEqual(['1 day', '7 days', '1 hour', '90 minutes'])
    expect(widthText({ width: 5_000, rowsCount: true })).toBe('5000 rows')
  })
})
