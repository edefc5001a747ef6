import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../../contract/index.ts'
import { runHere } from '../run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-backtest-outputs-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Document {
  readonly windows: readonly { readonly from: string; readonly to: string; readonly rows: number; readonly readings: readonly Reading[] }[]
  readonly alarms: readonly (Reading & { readonly at: string; readonly window: { readonly from: string; readonly to: string } })[]
  readonly alerts: readonly { readonly from: string; readonly inFault: boolean }[]
  readonly injected?: readonly { readonly found: boolean; readonly delayMs: number | null }[]
}

async function json(...args: readonly string[]): Promise<Document> {
  const { code, out, err } = await runHere(['backtest', ...args, '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Document
}

// 16 days of 1,440 rows, one a minute. Scores go round 0.05, 0.15 … 0.95; the truth is the decision (score of 0.5 or more) but in every tenth row, and
// from day 12 on in every second one. Rows go to three regions in turn; the amount of the south alone is 5 higher from day 12 on.
const days = 16
const badDay = 12
const startMs = Date.UTC(2026, 2, 1)
const rowOf = (minute: number) => {
  const score = 0.05 + (minute % 10) / 10
  const bad = minute >= badDay * 1_440
  const wrong = Math.floor(minute / 10) % (bad ? 2 : 10) === 0
  const region = ['north', 'south', `it's "west"`][minute % 3] as string
  const amount = ((minute * 7_919) % 1_000) / 100 + (bad && region === 'south' ? 5 : 0)
  return { at: new Date(startMs + minute * 60_000).toISOString(), score, repaid: score >= 0.5 !== wrong, region, amount }
}
const rows = Array.from({ length: days * 1_440 }, (_, minute) => rowOf(minute))
const lines = rows.map(
  ({ at, score, repaid, region, amount }) => `${at},${score.toFixed(2)},${repaid ? 'yes' : 'no'},"${region.replaceAll('"', '""')}",${amount}\n`,
)
const history = join(folder, 'loans.csv')
writeFileSync(history, `at,score,repaid,region,amount\n${lines.join('')}`)
const byDay = [history, '--time', 'at', '--baseline-until', '2026-03-09T00:00:00Z']
const labelled = [...byDay, '--score', 'score', '--label', 'repaid', '--positive', 'yes']

const metric = ({ windows }: Document, subject: string, segment = ''): (Reading | undefined)[] =>
  windows.map(({ readings }) => readings.find(one => one.subject === subject && one.segment === segment && one.detector.startsWith('performance/')))

describe('backtest with a score and labels', () => {
  it('replays performance, by the usual names of its metrics', async () => {
    const document = await json(...labelled)
    // Rows are wrong by tens: 144 tens a day, of which a tenth (every tenth of them, so 14 or 15) or a half (72) are wrong.
    const shares = document.windows.map(({ from }) => {
      const day = rows.filter(({ at }) => at.slice(0, 10) === from.slice(0, 10))
      return day.filter(({ score, repaid }) => score >= 0.5 === repaid).length / day.length
    })
    expect(shares.at(-1)).toBe(0.5)
    const accuracy = metric(document, 'accuracy')
    expect(accuracy.map(reading => reading?.value)).toEqual(shares.map(share => expect.closeTo(share, 12)))
    expect(accuracy.map(reading => reading?.verdict === 'alarm')).toEqual([false, false, false, false, true, true, true, true])
    // Each score is as often right as wrong: a score says nothing of the truth.
    expect(metric(document, 'roc_auc').at(-1)?.value).toBeCloseTo(0.5, 12)
    // Mean of (s − y)² with y a coin: ((s² + (1 − s)²) ÷ 2) over 0.05 … 0.95 is 0.3325 by hand: mean s² = 0.3325, and 1 − s has the same.
    expect(metric(document, 'brier').at(-1)?.value).toBeCloseTo(0.3325, 10)
    expect(document.windows[0]?.readings.some(({ subject }) => subject === 'repaid')).toBe(false)
  })

  it('knows labels only once they have come', async () => {
    const [atOnce, late] = [await json(...labelled), await json(...labelled, '--label-delay', '2d')]
    // The file ends on 16 March at 23:59: labels of rows until the end of 14 March have come, the last two days wait.
    expect(metric(late, 'accuracy').map(reading => reading?.reason ?? '')).toEqual([
      ...metric(atOnce, 'accuracy')
        .slice(0, 6)
        .map(reading => reading?.reason),
      'its labels come after the end of the file',
      'its labels come after the end of the file',
    ])
    expect(metric(late, 'accuracy').at(-1)).toMatchObject({ verdict: 'unsure', value: null })
    const first = late.alarms.find(({ subject }) => subject === 'accuracy')
    expect(first).toMatchObject({ window: { to: '2026-03-14T00:00:00.000Z' }, at: '2026-03-16T00:00:00.000Z' })
    // What needs no label is said as before.
    const others = ({ windows }: Document) => windows.map(({ readings }) => readings.filter(({ detector }) => !detector.startsWith('performance/')))
    expect(others(late)).toEqual(others(atOnce))
  })

  it('finds a fault of the score by what needs no label, and counts it as one', async () => {
    const document = await json(...labelled, '--label-delay', '2d', '--inject', 'score:scale:0.5@2026-03-10T00:00:00Z')
    // The day of 10 March is full of it, and ends 24 hours after it begins.
    expect(document.injected).toMatchObject([{ found: true, delayMs: 86_400_000 }])
    expect(document.alerts.map(({ from, inFault }) => [from, inFault])).toEqual([['2026-03-10T00:00:00.000Z', true]])
  })

  it.each([
    ['a label alone', [...byDay, '--label', 'repaid'], /--label needs --score COLUMN or --prediction COLUMN/],
    [
      'a positive class that no row has',
      [...byDay, '--score', 'score', '--label', 'repaid'],
      /no row has repaid = 1; say --positive VALUE, which may be no, yes/,
    ],
    ['a score of texts', [...byDay, '--score', 'region', '--label', 'repaid'], /--score region: a score is a number/],
    ['a label that is not there', [...byDay, '--score', 'score', '--label', 'truth'], /truth/],
    ['one column twice', [...byDay, '--score', 'score', '--label', 'score'], /name three different columns/],
    ['a delay without a label', [...byDay, '--label-delay', '7d'], /--label-delay needs --time COLUMN and --label COLUMN/],
    ['a delay that is none', [...labelled, '--label-delay', 'soon'], /--label-delay soon: say how long, as 90m, 6h or 7d/],
    ['a segment that is not there', [...byDay, '--segment', 'country'], /country/],
  ])('refuses %s in one sentence', async (_case, args, message) => {
    const { code, out, err } = await runHere(['backtest', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  it('refuses times that write the month first, which the engine would read day first up to the twelfth', async () => {
    const file = join(folder, 'month-first.csv')
    writeFileSync(file, `at,x\n${Array.from({ length: 31 }, (_, day) => `01/${String(day + 1).padStart(2, '0')}/2026,${day}\n`).join('')}`)
    const { code, err } = await runHere(['backtest', file, '--time', 'at', '--window', '1d'])
    expect(code).toBe(1)
    expect(err).toMatch(/column at writes the month first, for example "01\/(1[3-9]|[23][0-9])\/2026"; write dates as 2026-01-31/)
  })
})

describe('backtest by segment', () => {
  it('judges each value by itself, whatever it is called', async () => {
    const document = await json(...labelled, '--segment', 'region')
    const moved = document.windows.at(-1)?.readings.filter(({ detector, subject }) => detector === 'drift/mean-score' && subject === 'amount') ?? []
    // A day of 1,440 rows goes to three regions in turn.
    expect(moved.map(({ segment, n }) => [segment, n])).toEqual([
      ['', 1_440],
      [`region=it's "west"`, 480],
      ['region=north', 480],
      ['region=south', 480],
    ])
    expect(new Map(moved.map(({ segment, verdict }) => [segment, verdict])).get('region=south')).toBe('alarm')
    expect(moved.filter(({ segment }) => segment.endsWith('west"') || segment.endsWith('north')).map(({ verdict }) => verdict)).not.toContain('alarm')
    const south = rows.filter(({ at, region }) => at.startsWith('2026-03-16') && region === 'south')
    const right = south.filter(({ score, repaid }) => score >= 0.5 === repaid).length
    expect(metric(document, 'accuracy', 'region=south').at(-1)?.value).toBeCloseTo(right / 480, 12)
    expect(document.windows.at(-1)?.readings.some(({ subject, segment }) => subject === 'region' && segment !== '')).toBe(false)
  })
})
