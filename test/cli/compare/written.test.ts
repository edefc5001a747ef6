import { describe, expect, it } from 'vitest'
import { json, pick, run, write } from './comparing.ts'

const rows = 1_000
const jsonl = (row: (i: number) => unknown): string => Array.from({ length: rows }, (_, i) => `${JSON.stringify(row(i))}\n`).join('')
/** 18 + (i mod 100) + 1 + 4 characters and what is added. */
const review = (i: number, more: number): string => `lorem ipsum dolor ${'a'.repeat((i % 100) + more)} ${String(i).padStart(4, '0')}`
/** Of length 5 and of length 10, by turns. */
const vector = (i: number, factor: number): number[] => (i % 2 ? [3, 4] : [6, -8]).map(x => factor * x)

const reference = write(
  'said.jsonl',
  jsonl(i => ({ review: review(i, 0), embedding: vector(i, 1), stars: i % 5 })),
)
const current = write(
  'said-now.jsonl',
  // One in ten reviews is in Cyrillic, one vector in five is zero; the others are as they were, but the reviews are 50 characters longer.
  jsonl(i => ({
    review: i % 10 === 0 ? `привет ${'б'.repeat(61 + (i % 100))} ${String(i).padStart(4, '0')}` : review(i, 50),
    embedding: i % 5 === 0 ? [0, 0] : vector(i, 1),
    stars: i % 5,
  })),
)

describe('texts and vectors of files', () => {
  it('are judged by what is said of each value, under their own name', async () => {
    const document = await json(reference, current)
    // Lengths are 23 to 122, then 73 to 172, each as often: half of them lie beyond, 50 further on, in units of the reference's
    // standard deviation (n - 1) of √((100² - 1) ÷ 12 · 1000 ÷ 999). In Cyrillic 7 + 61 + 1 + 4 = 73 more than i mod 100.
    expect(pick(document, 'drift/ks', 'review.length')).toMatchObject({ value: 0.5, verdict: 'alarm', n: rows, resolution: 0 })
    expect(pick(document, 'drift/wasserstein', 'review.length')?.value).toBeCloseTo(50 / Math.sqrt(((100 ** 2 - 1) / 12) * (1000 / 999)), 9)
    expect(pick(document, 'quality/unseen', 'review.script')).toMatchObject({ value: 0.1, verdict: 'alarm' })
    expect(pick(document, 'quality/unseen', 'embedding.zero')).toMatchObject({ value: 0.2, verdict: 'alarm' })
    expect(pick(document, 'drift/tv', 'embedding.dimension')).toMatchObject({ value: 0 })
    // 0, 5 and 10, of which there were the latter two alone: a fifth has moved below them.
    expect(pick(document, 'drift/ks', 'embedding.norm')?.value).toBeCloseTo(0.2, 9)
    // Columns are those of the file; whether a value is there is asked of them.
    expect(document.summary.columns).toBe(3)
    expect(pick(document, 'quality/missing', 'review')).toMatchObject({ value: 0 })
    expect(pick(document, 'quality/missing', 'review.length')).toBeUndefined()
  })

  it('have one line each in the table, with what found the change', async () => {
    const { out } = await run('compare', reference, current)
    expect(out).toContain('judged by what is said of each value: review (digits, empty, length, script), embedding (dimension, norm, zero)')
    const lines = out.split('\n').filter(line => line.startsWith('│'))
    expect(lines.filter(line => line.includes('changed'))).toHaveLength(2)
    expect(lines.find(line => line.startsWith('│ review '))).toMatch(/changed .* of review\./)
    expect(out).toContain('2 columns changed: review, embedding.')
  })

  it('raise no alarm where they are as they were', async () => {
    expect((await json(reference, reference)).summary).toMatchObject({ alarms: 0, columns: 3 })
  })

  it('are what a person says they are', async () => {
    const short = write('short.csv', `note\n${'yes\nno\n'.repeat(500)}`)
    const longer = write('longer.csv', `note\n${'perhaps\nno\n'.repeat(500)}`)
    expect(pick(await json(short, longer), 'drift/ks', 'note.length')).toBeUndefined()
    const told = await json(short, longer, '--type', 'note=text')
    // 3 and 2 characters by turns, then 7 and 2: 2 more in the mean, in units of a standard deviation (n - 1) of a half.
    expect(pick(told, 'drift/wasserstein', 'note.length')?.value).toBeCloseTo(2 / Math.sqrt(0.25 * (1000 / 999)), 9)
    expect(pick(told, 'quality/unseen', 'note')).toBeUndefined()
    expect(pick(await json(reference, current, '--type', 'review=categorical'), 'drift/ks', 'review.length')).toBeUndefined()
    const ignored = await json(reference, current, '--type', 'review=ignore')
    expect(ignored.readings.some(({ subject }) => subject.startsWith('review'))).toBe(false)
  })

  it('are split by segments like any other column', async () => {
    const document = await json(reference, current, '--segment', 'stars')
    const found = document.readings.filter(one => one.detector === 'quality/unseen' && one.subject === 'embedding.zero' && one.verdict === 'alarm')
    // Every fifth row has 0 stars and a zero vector; all rows, and these.
    expect(found.map(({ segment, value }) => `${segment} ${value}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([' 0.2', 'stars=0 1'])
  })
})
