import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, listSignals } from '../../../collector/store/store.ts'
import type { Baseline } from '../../../collector/watch/baseline.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { tables } from '../../../contract/index.ts'
import { dayMs } from './flights.ts'
import { openWritten, perDay, rolls, sendDay, signalsOfDay, twoDays, type Written } from './written.ts'

// Names are data, whatever they look like in SQL, in a list of ours or in JavaScript.
const review = `re'vi"ew\`; DROP TABLE panes --`

const roll = rolls(7)
/** Words of five letters: k of them with a space between are 6k - 1 characters. */
const words = (count: number): string =>
  Array.from({ length: count }, () => Array.from({ length: 5 }, () => String.fromCharCode(97 + roll(26))).join('')).join(' ')

let collector: Written
let engine: Engine
let watch: Watch
let baseline: Baseline
/** Texts of each day, in the order of their rows. */
const days: string[][] = []

async function send(day: number, textOf: (row: number) => string): Promise<void> {
  const texts = Array.from({ length: perDay }, (_, row) => textOf(row))
  days[day] = texts
  await sendDay(collector.receiver.url, day, row => ({ [review]: texts[row] ?? '', stars: row % 5 }))
}
const usual = () => words(6 + roll(10))
/** Nothing in 1 of 25, white space in another; all others four words shorter. */
const hurried = (row: number) => (row % 25 === 0 ? '' : row % 25 === 1 ? ' \t' : words(2 + roll(10)))

beforeAll(async () => {
  collector = await openWritten()
  engine = collector.engine
  watch = collector.watch
  for (const day of [0, 1]) await send(day, usual)
  baseline = await watch.learn({ model: 'opinions', version: '1', span: twoDays, reason: 'for the test' })
  await send(2, usual)
  await send(3, hurried)
  // Of the day after there must be something, or the one before is not over.
  await send(4, usual)
  await watch.tick()
}, 120_000)
afterAll(() => collector.close())

const columnOf = (name: string) => baseline.columns.find(column => column.name === name)
const lengthsOf = (...which: readonly number[]): number[] => which.flatMap(day => days[day] ?? []).map(text => text.length)

describe('texts in production', () => {
  it('have derived columns in the baseline, each with what was normal', () => {
    expect(columnOf(review)).toMatchObject({ content: 'text', contentOrigin: 'inferred' })
    const lengths = lengthsOf(0, 1)
    const column = columnOf(`${review}.length`)
    expect(column).toMatchObject({ type: 'numeric', content: 'integer', derived: { from: review, as: 'length' }, rows: 2 * perDay, missing: 0 })
    expect(column?.numeric?.mean).toBeCloseTo(lengths.reduce((sum, one) => sum + one, 0) / lengths.length, 9)
    expect([column?.numeric?.lo, column?.numeric?.hi]).toEqual([Math.min(...lengths), Math.max(...lengths)])
    expect(columnOf(`${review}.empty`)?.category).toEqual({ distinct: 1, top: [['no', 2 * perDay]] })
  })

  it('go into panes as present or not, so that no list grows with them', async () => {
    const names = await engine.read<{ name: string }>(`SELECT name FROM ${tables.names} WHERE col NOT LIKE 'd_%' ORDER BY name`)
    expect(names).toEqual([{ name: 'present' }])
  })

  it('raise no alarm on a day like those before', async () => {
    const { items } = await listSignals(engine, { verdict: 'alarm' }, { limit: 1_000 })
    const early = items.filter(({ window }) => Date.parse(window.to) <= twoDays.toMs + dayMs)
    expect(early.map(({ series, window }) => [series, window])).toEqual([])
  })

  it('are judged by their length and by whether they say anything', async () => {
    const signals = [...(await signalsOfDay(engine, 3, `${review}.length`)), ...(await signalsOfDay(engine, 3, `${review}.empty`))]
    const alarms = new Map(
      signals.filter(({ verdict }) => verdict === 'alarm').map(({ detector, subject, n, value }) => [`${detector} ${subject}`, { n, value }]),
    )
    const known = lengthsOf(0, 1)
    const outside = lengthsOf(3).filter(one => one < Math.min(...known) || one > Math.max(...known)).length
    expect(alarms.get(`quality/range ${review}.length`)).toEqual({ n: perDay, value: outside / perDay })
    // 1,920 = 76 × 25 + 20: 77 whole or begun runs, each with both.
    expect(alarms.get(`quality/unseen ${review}.empty`)).toEqual({ n: perDay, value: (2 * 77) / perDay })
    expect([...alarms.keys()]).toContain(`drift/mean-score ${review}.length`)
    // Whether a value is there is asked of the text itself, once.
    expect(signals.filter(({ detector }) => detector === 'quality/missing')).toEqual([])
    expect((await signalsOfDay(engine, 3, review)).map(({ detector }) => detector).sort()).toEqual(['quality/missing', 'quality/type'])
  })

  it('are reproduced from their panes, and from their rows when those are gone', async () => {
    const [signal] = (await signalsOfDay(engine, 3, `${review}.length`)).filter(({ detector }) => detector === 'quality/range')
    expect(await watch.reproduce(signal?.id ?? '')).toMatchObject({ same: true, source: 'panes', gone: [] })
    await engine.write(`TRUNCATE TABLE ${tables.panes}`)
    expect(await watch.reproduce(signal?.id ?? '')).toMatchObject({ same: true, source: 'rows' })
  })
})
