import { describe, expect, it } from 'vitest'
import { json, run, write } from './comparing.ts'

// 400 rows (i mod 20, i mod 7): 140 different ones, since 20 and 7 share no factor. The current file repeats its first row from row 200 on.
const line = (i: number): string => `${i % 20},${i % 7}\n`
const reference = write('rows.csv', `a,b\n${Array.from({ length: 400 }, (_, i) => `${i},${i % 7}\n`).join('')}`)
const repeated = write('repeated.csv', `a,b\n${Array.from({ length: 400 }, (_, i) => `${i < 200 ? i : 0},${i < 200 ? i % 7 : 0}\n`).join('')}`)
const related = write('related.csv', `a,b\n${Array.from({ length: 400 }, (_, i) => line(i)).join('')}`)

describe('plimsoll compare, whole rows', () => {
  it('finds rows that came twice', async () => {
    const { readings, summary } = await json(reference, repeated, '--detectors', 'quality/duplicates')
    expect(readings).toHaveLength(1)
    expect(readings[0]).toMatchObject({ detector: 'quality/duplicates', subject: '*', verdict: 'alarm' })
    expect(summary.alarms).toBe(1)
  })

  it('makes the kinds that chosen detectors read, and no others', async () => {
    const { readings } = await json(related, related, '--detectors', 'drift/mmd,drift/correlation,drift/domain')
    expect(readings.map(({ detector }) => detector).sort()).toEqual(['drift/correlation', 'drift/domain', 'drift/mmd'])
    for (const { subject, verdict } of readings) expect([subject, verdict === 'alarm']).toEqual(['*', false])
  })

  it('says of whole rows above the table what changed', async () => {
    expect((await run('compare', reference, repeated)).out).toMatch(/^whole rows changed: .*quality\/duplicates/m)
  })

  it('says where columns are too many to look at rows whole', async () => {
    const wide = (count: number): string => {
      const names = Array.from({ length: count }, (_, at) => `c${at}`)
      return write(`wide-${count}.csv`, `${names.join(',')}\n${names.map((_, at) => at % 2).join(',')}\n${names.map(() => 1).join(',')}\n`)
    }
    expect((await run('compare', wide(201), wide(201), '--detectors', 'quality/missing')).out).toMatch(
      /^201 columns: of more than 200 no whole rows are looked at .*--columns$/m,
    )
    expect((await run('compare', wide(200), wide(200), '--detectors', 'quality/missing')).out).not.toContain('whole rows are looked at')
  })
})
