import { describe, expect, it } from 'vitest'
import { json, pick, run, write } from './comparing.ts'

const rows = 1000
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + 60_000 * minute).toISOString()
/** The 1000 entities in an order of their own: 7 shares no factor with 1000. */
const entityOf = (place: number): number => (place * 7) % rows
const line = (entity: number, minute: number, { amount = entity % 100, flag = entity % 2 } = {}): string => `e-${entity},${at(minute)},${amount},${flag}\n`
const places = Array.from({ length: rows }, (_, place) => place)
const trained = write('trained.csv', `who,at,amount,flag\n${places.map(place => line(place, place)).join('')}`)
const file = (name: string, served: (place: number) => string): string => write(name, `who,at,amount,flag\n${places.map(served).join('')}`)
const asTrained = file('as-trained.csv', place => line(entityOf(place), place))

describe('plimsoll compare --pair', () => {
  it('counts values that are not those of the same entity, whatever the order of the rows', async () => {
    // Amounts of 50 of 1000 are 3 more, flags of 20 false where they were true. 1e-7 of 40 is within the tolerance of a millionth.
    const served = file('served.csv', place => {
      const entity = entityOf(place)
      if (entity < 50) return line(entity, place, { amount: (entity % 100) + 3 })
      if (entity % 2 === 1 && entity < 90) return line(entity, place, { flag: 0 })
      return line(entity, place, entity === 540 ? { amount: 40.0000001 } : {})
    })
    const document = await json(trained, served, '--pair', 'who')
    expect(pick(document, 'quality/skew', 'amount')).toMatchObject({ value: 0.05, n: 1000, threshold: 0.001, resolution: 0, verdict: 'alarm' })
    // (50 · 3 + 0.0000001) ÷ 1000
    expect(pick(document, 'quality/skew', 'amount')?.notes[0]).toMatch(/^served − trained 0\.1500 on average/)
    expect(pick(document, 'quality/skew', 'flag')).toMatchObject({ value: 0.02, verdict: 'alarm' })
    expect(pick(document, 'quality/skew', 'flag')?.notes[0]).toMatch(/^0 true only when served, 20 only when trained/)
    // Wilson, k = 50 of 1000, z = 1.959964: (0.05 + z²/2000 ± z·√(0.05·0.95/1000 + z²/4·10⁶)) ÷ (1 + z²/1000).
    expect(pick(document, 'quality/skew', 'amount')?.low).toBeCloseTo(0.03813, 5)
    expect(pick(document, 'quality/skew', 'amount')?.high).toBeCloseTo(0.065314, 5)
    // Of who itself only whether one is there.
    expect(document.readings.filter(({ subject }) => subject === 'who').map(({ detector }) => detector)).not.toContain('drift/gtest')
    expect((await run('compare', trained, served, '--pair', 'who')).out).toMatch(/│ amount[^\n]*│ quality\/skew +│ 0\.05 /)
  })

  it('is calm about the same values in another order, and says how many rows met', async () => {
    const document = await json(trained, asTrained, '--pair', 'who')
    for (const column of ['amount', 'flag']) expect(pick(document, 'quality/skew', column)).toMatchObject({ value: 0, n: 1000, verdict: 'calm' })
    expect(document.summary.alarms).toBe(0)
    const half = file('half.csv', place => (place < 500 ? line(place, place) + line(place, place, { amount: -1 }) : ''))
    const { out } = await run('compare', trained, half, '--pair', 'who')
    expect(out).toMatch(/^paired by who: 500 of 1000 in the reference and 500 in the current file; of several rows with one who the last counts$/m)
    expect(pick(await json(trained, half, '--pair', 'who'), 'quality/skew', 'amount')).toMatchObject({ value: 1, n: 500 })
  })
})

describe('plimsoll compare --time', () => {
  it('tells a value that stayed stuck, and not one that repeats in the reference too', async () => {
    // Written in another order than that of the times, in which 40 rows have the amount 7.
    const stuck = file('stuck.csv', place => line(entityOf(place), entityOf(place), entityOf(place) >= 300 && entityOf(place) < 340 ? { amount: 7 } : {}))
    const document = await json(trained, stuck, '--time', 'at')
    expect(pick(document, 'quality/stuck', 'amount')).toMatchObject({ value: 40, n: 1000, verdict: 'alarm', notes: ['of "7"'] })
    // Flags change with every row.
    expect(pick(document, 'quality/stuck', 'flag')).toMatchObject({ value: 1, verdict: 'calm' })
    expect(pick(document, 'drift/gtest', 'at')).toBeUndefined()
    expect((await run('compare', trained, stuck, '--time', 'at')).out).toMatch(
      /^column amount was stuck: 40 rows of "7" in a row, at most 1 of one value in the reference$/m,
    )
    const weeks = file('weeks.csv', place => line(place, place, { amount: Math.floor(place / 100) }))
    expect((await run('compare', weeks, weeks, '--time', 'at')).out).not.toMatch(/was stuck/)
  })

  it('tells the longest pause, and judges how old the newest row is where somebody says when now is', async () => {
    // A pause of three hours after the 600th row; the last row is at minute 999 + 179 = 1178, 19:38.
    const paused = file('paused.csv', place => line(entityOf(place), place < 600 ? place : place + 179))
    const { out } = await run('compare', trained, paused, '--time', 'at')
    expect(out).toMatch(/^by at: newest row 2026-01-01 19:38:00 UTC, longest pause 3 hours \(in the reference 60 s\)$/m)
    expect(pick(await json(trained, paused, '--time', 'at'), 'quality/freshness', '*')).toBeUndefined()
    const late = await json(trained, paused, '--time', 'at', '--now', '2026-01-01T23:38:00Z')
    // Four hours, of one row a minute: e^−240.
    expect(pick(late, 'quality/freshness', '*')).toMatchObject({ value: 14_400, verdict: 'alarm' })
    const soon = await json(trained, paused, '--time', 'at', '--now', '2026-01-01T19:39:00Z')
    expect(pick(soon, 'quality/freshness', '*')).toMatchObject({ value: 60, verdict: 'calm' })
  })

  it('leaves out what is worked out of texts', async () => {
    const noted = write('noted.csv', `who,at,note\n${places.map(place => `e-${place},${at(place)},a note of several words about entity ${place}\n`).join('')}`)
    const document = await json(noted, noted, '--pair', 'who', '--time', 'at')
    expect(document.readings.filter(({ subject }) => subject === 'note').length).toBeGreaterThan(0)
    expect(document.readings.filter(({ detector }) => detector === 'quality/skew' || detector === 'quality/stuck')).toEqual([])
    expect(document.summary.alarms).toBe(0)
  })

  it.each([
    [['--pair', 'whom'], 2, /neither file has a column whom; did you mean who\?/],
    [['--time', 'amount'], 1, /column amount holds no times, but for example "0"/],
    [['--time', 'at', '--pair', 'at'], 2, /--pair and --time name two different columns/],
    [['--now', '2026-01-01'], 2, /--now needs --time COLUMN beside it/],
    [['--time', 'at', '--now', 'soon'], 2, /--now soon: say a time/],
    [['--pair', 'who', '--type', 'who=ignore'], 1, /--pair who: the reference has no such column that is not ignored/],
  ])('refuses %j in one sentence', async (args, code, message) => {
    const result = await run('compare', trained, asTrained, ...args)
    expect({ code: result.code, out: result.out }).toEqual({ code, out: '' })
    expect(result.err).toMatch(message)
  })

  it('refuses to pair files that share no entity or have no such column', async () => {
    const others = write('others.csv', 'who,amount\n1,2\n2,3\n')
    expect((await run('compare', trained, others, '--pair', 'who')).err).toMatch(
      /--pair who: no value is in both files; the reference has for example "e-\d+", the current file "\d"/,
    )
    expect((await run('compare', trained, others, '--time', 'at')).err).toMatch(/--time at: the current file has no such column/)
  })
})
