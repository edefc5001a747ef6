import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Reading } from '../../../contract/index.ts'
import { json, moved, pick, reference, run, same, write } from './comparing.ts'

describe('plimsoll compare', () => {
  it('prints every reading in the shape that scripts rely on', async () => {
    const document = await json(reference, moved)
    expect(document).toMatchObject({ reference: { rows: 1000 }, current: { rows: 1000 }, summary: { columns: 2 } })
    for (const reading of document.readings) expect([...Value.Errors(Reading, reading)]).toEqual([])
    expect(JSON.stringify(document)).not.toContain('NaN')
    // Word by word: nothing more, and nothing in another order.
    expect(Object.keys(document)).toEqual(['reference', 'current', 'readings', 'summary'])
    expect([document.reference, document.current].map(side => Object.keys(side))).toEqual([['rows'], ['rows']])
    expect(Object.keys(document.summary)).toEqual(['alarms', 'unsure', 'columns'])
    const fields = 'detector subject segment value low high n nEff baselineN pValue threshold smallest resolution verdict reason notes unit'
    expect(new Set(document.readings.map(reading => Object.keys(reading).join(' ')))).toEqual(new Set([fields]))
  })

  it('finds what moved, with numbers that can be done by hand', async () => {
    const document = await json(reference, moved)
    expect(pick(document, 'drift/ks', 'amount')?.value).toBeCloseTo(0.5, 12)
    expect(pick(document, 'drift/wasserstein', 'amount')?.value).toBeCloseTo(500 / Math.sqrt((1000 * 1001) / 12), 10)
    expect(pick(document, 'quality/missing', 'plan')).toMatchObject({ value: 0.25, verdict: 'alarm' })
    expect(pick(document, 'drift/gtest', 'amount')?.verdict).toBe('alarm')
  })

  it('is calm about the same rows in another format', async () => {
    const document = await json(reference, same)
    expect(document.summary.alarms).toBe(0)
    expect(pick(document, 'drift/ks', 'amount')?.value).toBe(0)
  })

  it('says what is missing, and keeps to the columns and types asked for', async () => {
    const fewer = write('fewer.csv', 'amount\n1\n2\n')
    const document = await json(reference, fewer, '--columns', 'plan,amount', '--type', 'amount=category')
    expect(pick(document, 'quality/schema', '*')).toMatchObject({ value: 1, verdict: 'alarm', notes: ['missing: "plan"'] })
    expect(pick(document, 'quality/missing', 'plan')?.value).toBe(1)
    expect(pick(document, 'drift/ks', 'amount')).toBeUndefined()
  })

  it('draws a table for people, worst first', async () => {
    const { out } = await run('compare', reference, moved)
    expect(out).toMatch(/amount[^\n]*changed[\s\S]*2 columns changed/)
  })

  it('does not call clean what could not be told', async () => {
    const few = write('few.csv', 'amount,plan\n1,pro\n2,free\n')
    expect((await run('compare', reference, few)).out).toMatch(/2 columns could not be told: /)
    expect((await run('compare', reference, moved, '--detectors', 'drift/psi')).out).toMatch(/Nothing was judged/)
  })
})
