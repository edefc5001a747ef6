import { describe, expect, it } from 'vitest'
import { json, pick, run, write } from './comparing.ts'

/** Prices 0 to 99, guessed with an error that goes through −2, −1, 0, 1, 2, and `bias` more in the city b. */
const guesses = (name: string, bias: number): string =>
  write(
    name,
    `price,guess,city\n${Array.from({ length: 2000 }, (_, i) => `${i % 100},${(i % 100) + ((i % 5) - 2) + (i % 2 ? bias : 0)},${i % 2 ? 'b' : 'a'}\n`).join('')}`,
  )
const [fair, biased] = [guesses('fair.csv', 0), guesses('biased.csv', 3)]
const named = ['--label', 'price', '--prediction', 'guess']

describe('plimsoll compare, a label that is a quantity', () => {
  it('judges the errors of the predicted number, of all rows and by segment', async () => {
    const document = await json(fair, biased, ...named, '--segment', 'city')
    const error = (detector: string, segment = '') =>
      document.readings.find(one => one.detector === detector && one.subject === 'guess − price' && one.segment === segment)
    // Errors −2 … 2 against the same and, in half of the rows, 1 … 5: they part most at 0, where 3/5 were and (3/5 + 0)/2 are: D = 0.3.
    expect(error('drift/ks')?.value).toBeCloseTo(0.3, 12)
    expect(error('drift/ks', 'city=b')?.value).toBeCloseTo(0.6, 12)
    expect(error('drift/ks', 'city=a')?.value).toBeCloseTo(0, 12)
    expect(error('drift/mean-score', 'city=b')?.verdict).toBe('alarm')
    expect(error('drift/mean-score', 'city=a')?.verdict).not.toBe('alarm')
    // The label itself is as it was, and there is no class to be right or wrong about.
    expect(pick(document, 'drift/ks', 'price')?.value).toBe(0)
    expect(document.readings.filter(({ detector }) => detector.startsWith('performance/'))).toEqual([])
    expect(document.summary.columns).toBe(4)
    expect((await run('compare', fair, biased, ...named)).out).toMatch(/│ guess − price │[^\n]*│ changed /)
  })

  it('leaves rows out of which one number is missing, and is calm about the same rows', async () => {
    const gaps = write('gaps.csv', `price,guess\n${Array.from({ length: 2000 }, (_, i) => `${i % 4 ? i % 100 : ''},${i % 100}\n`).join('')}`)
    const document = await json(gaps, gaps, ...named)
    expect(pick(document, 'quality/missing', 'guess − price')).toMatchObject({ value: 0.25, n: 2000, verdict: 'calm' })
    expect(document.summary.alarms).toBe(0)
  })

  it('does not take a quantity for a class', async () => {
    const { code, err } = await run('compare', fair, biased, '--label', 'price', '--score', 'guess')
    expect(code).toBe(2)
    expect(err).toMatch(/--score guess: a score says how likely a class is, but price holds 100 different numbers; name the predicted number by --prediction/)
  })
})
