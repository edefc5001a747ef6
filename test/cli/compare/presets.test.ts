import { describe, expect, it } from 'vitest'
import { json, moved, pick, reference, run } from './comparing.ts'

describe('plimsoll compare --preset', () => {
  it('says what the rules of other tools say, beside ours', async () => {
    const [plain, beside] = [await json(reference, moved), await json(reference, moved, '--preset', 'evidently,trustyai')]
    const tools = beside.readings.filter(({ detector }) => /^(evidently|trustyai)\//.test(detector))
    expect(tools.some(({ detector, subject, verdict }) => detector.startsWith('evidently/') && subject === 'amount' && verdict === 'alarm')).toBe(true)
    // Ours stay as they were, and the summary counts ours alone.
    expect(beside.readings.filter(one => !tools.includes(one))).toEqual(plain.readings)
    expect(beside.summary).toEqual(plain.summary)
  })

  it('names in a line what each tool would alarm on', async () => {
    expect((await run('compare', reference, moved, '--preset', 'evidently')).out).toMatch(/^By the rules of evidently: alarm on .*amount/m)
  })

  it('judges drift/gtest for the others where nobody asked for it', async () => {
    const [all, one] = [await json(reference, moved), await json(reference, moved, '--detectors', 'drift/psi')]
    expect(one.readings.map(({ detector }) => detector)).toEqual(['drift/psi', 'drift/psi'])
    expect(pick(one, 'drift/psi', 'amount')).toMatchObject({ verdict: 'alarm', threshold: expect.any(Number) })
    expect(pick(all, 'drift/psi', 'amount')?.value).toBe(pick(one, 'drift/psi', 'amount')?.value)
  })
})
