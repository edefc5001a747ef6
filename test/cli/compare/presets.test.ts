import { describe, expect, it } from 'vitest'
import { json, moved, pick, reference, run, write } from './comparing.ts'

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

  it('cuts both files into chunks where the tool does, the remainder too', async () => {
    // NannyML 0.13.1, UnivariateDriftCalculator without a chunk size, on these rows: Jensen–Shannon of the eleventh chunk, which has 3 rows, and its thresholds.
    const rows = (by: number): string =>
      `amount,plan\n${Array.from({ length: 1003 }, (_, i) => `${((i * 7919) % 1000) / 10 + (i >= 500 ? by : 0)},${['free', 'pro', 'team'][(i * i + Math.floor(i / 7)) % 3]}\n`).join('')}`
    const document = await json(write('chunks-before.csv', rows(0)), write('chunks-after.csv', rows(30)), '--preset', 'nannyml')
    const amount = pick(document, 'nannyml/jensen_shannon', 'amount')
    expect(amount).toMatchObject({ n: 3, verdict: 'alarm', notes: ['chunk 11 of 11; 1 of them alarm'] })
    expect(amount?.value).toBeCloseTo(0.921475, 6)
    expect(amount?.threshold).toBeCloseTo(0.705077, 6)
    const plan = pick(document, 'nannyml/jensen_shannon', 'plan')
    expect(plan?.value).toBeCloseTo(0.430439, 6)
    expect(plan?.threshold).toBeCloseTo(0.41152, 5)
    expect(pick(document, 'nannyml/missing_rate', 'amount')).toMatchObject({ value: 0, verdict: 'calm' })
  })

  it('judges drift/gtest for the others where nobody asked for it', async () => {
    const [all, one] = [await json(reference, moved), await json(reference, moved, '--detectors', 'drift/psi')]
    expect(one.readings.map(({ detector }) => detector)).toEqual(['drift/psi', 'drift/psi'])
    expect(pick(one, 'drift/psi', 'amount')).toMatchObject({ verdict: 'alarm', threshold: expect.any(Number) })
    expect(pick(all, 'drift/psi', 'amount')?.value).toBe(pick(one, 'drift/psi', 'amount')?.value)
  })
})
