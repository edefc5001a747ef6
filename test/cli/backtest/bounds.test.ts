import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, describe, expect, it } from 'vitest'
import { batchesOf } from '../../../cli/backtest/batches.ts'
import { refuseLarge } from '../../../cli/backtest/replay.ts'
import { rowAlarms } from '../../../cli/backtest/row-alarms.ts'
import type { Rows } from '../../../cli/backtest/rows.ts'
import { timelineOf } from '../../../cli/backtest/timeline.ts'
import type { PlannedColumn } from '../../../cli/compare/plan.ts'
import type { Engine } from '../../../collector/store/store.ts'
import { emptyTrack } from '../../../collector/watch/track.ts'
import { dayMs, defineSequential } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { runHere } from '../run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-backtest-bounds-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rowsOf = (rows: number, earlier = 0): Rows => ({
  table: 't',
  columns: [],
  scored: null,
  segments: [],
  rows,
  earlier,
  first: 0,
  last: rows - 1,
})
const columnNamed = (name: string, presenceOnly = false): PlannedColumn => ({
  name,
  physical: 'f_1',
  type: 'numeric',
  side: 'input',
  role: 'feature',
  reason: 'told',
  segment: false,
  presenceOnly,
})

describe('a backtest in bounds', () => {
  // 10,000 windows of 10 rows after a baseline of 2000, every value of a category its own: what was learned anew of all windows at each took minutes.
  it('judges thousands of windows of a column whose values hardly repeat in seconds', async () => {
    const many = join(folder, 'many.csv')
    writeFileSync(many, `c,x\n${Array.from({ length: 120_000 }, (_, row) => `value ${(row * 7_919) % 120_011},${(row * 31) % 101}\n`).join('')}`)
    const { code, out } = await runHere(['backtest', many, '--window-rows', '10', '--baseline-rows', '20000', '--type', 'c=category'])
    expect(code).toBe(0)
    expect(out).toContain('Learned from 20000 rows, judged 100000 rows in 10000 windows of 10 rows.')
  }, 40_000)

  it('refuses more readings than can be held, in one sentence', async () => {
    const wide = join(folder, 'wide.csv')
    const names = Array.from({ length: 60 }, (_, column) => `n${column}`)
    writeFileSync(wide, `${names.join(',')}\n${Array.from({ length: 220_000 }, (_, row) => `${row % 7},`.repeat(59).concat(`${row % 5}\n`)).join('')}`)
    const { code, err } = await runHere([
      'backtest',
      wide,
      '--window-rows',
      '11',
      '--baseline-rows',
      '1000',
      '--detectors',
      'drift/gtest,quality/missing,quality/type,quality/range',
    ])
    expect(code).toBe(1)
    // 219,000 rows are 19,909 windows of 11; 60 columns and 4 detectors are 240 series.
    expect(err).toBe(
      'plimsoll: 240 series in 19909 windows are 4778160 readings, more than 4000000; make windows larger, or choose by --columns, --detectors or fewer --segment\n',
    )
  })

  it('tallies as many series at once as memory allows', () => {
    // 1000 windows of a day, of which 20 are the baseline: a step a day. Tallies and their sums with room to grow are 32 bytes an entry.
    const timeline = timelineOf(rowsOf(1_000), { width: 1, rowsCount: true }, 20)
    expect(timeline.stepMs).toBe(dayMs)
    const detector = [...detectors.values()][0] as NonNullable<ReturnType<typeof detectors.get>>
    const series = (subject: string, entries: number) => ({ detector, subject, track: emptyTrack(timeline.stepMs, entries) })
    // 100 MiB each: two fit into 256 MiB.
    const third = Math.floor((100 * 2 ** 20) / (1_000 * 32))
    const batches = batchesOf(
      ['a', 'b', 'c'].map(name => series(name, third)),
      timeline,
    )
    expect(batches.map(batch => batch.map(({ subject }) => subject))).toEqual([['a', 'b'], ['c']])
    const huge = Math.ceil(2 ** 30 / (1_000 * 32)) + 1
    expect(() => batchesOf([series('a', huge)], timeline)).toThrow(
      /on a would hold more than 1 GiB of tallies; make windows larger, or leave it out by --type a=ignore/,
    )
  })

  it('keeps 10,000 alarms of a detector on a column, counts the others, and reads half a million values at once', async () => {
    // Every value alarms; the first 10 rows are of a baseline's own file.
    const detector = defineSequential({
      name: 'stream/loud',
      summary: '',
      reads: 'numbers',
      presets: {},
      settings: Type.Object({}),
      numbersMax: () => 0,
      start: () => 0,
      fold: (state, values, _, raise) => {
        for (const index of values.keys()) raise({ index, kind: 'drift', statistic: 1, threshold: 0, direction: 'up' })
        return state
      },
      show: () => ({}),
    })
    const spans: number[] = []
    const engine = {
      read: (sql: string) => {
        const [, from, to] = /row >= (\d+) AND row < (\d+)/.exec(sql) ?? []
        spans.push(Number(to) - Number(from))
        return Promise.resolve([{ x: Array.from({ length: Math.min(Number(to), 600_010) - Number(from) }, () => 1) }])
      },
    } as unknown as Engine
    const { alarms, more } = await rowAlarms(engine, rowsOf(600_010, 10), columnNamed('x'), detector)
    expect({ kept: alarms.length, first: alarms[0]?.row, last: alarms.at(-1)?.row, more }).toEqual({ kept: 10_000, first: 0, last: 9_999, more: 590_000 })
    expect(spans).toEqual([500_000, 500_000])
  })

  it('teaches presets of 20 million values at most; columns of which only presence is judged do not count', () => {
    const columns = [columnNamed('a'), columnNamed('b'), columnNamed('id', true)]
    expect(() => refuseLarge(10_000_000, columns)).not.toThrow()
    expect(() => refuseLarge(10_000_001, columns)).toThrow(/10000001 rows of 2 columns are more than 20000000; choose --columns, or fewer --baseline-rows/)
  })
})
