import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run, write } from './comparing.ts'

const rows = (from: number, plan: string): string =>
  `amount,"<b>&plan"\n${Array.from({ length: 500 }, (_, i) => `${from + i},${i % 2 ? plan : 'free'}\n`).join('')}`
const reference = write('page-before.csv', rows(0, 'pro'))
const current = write('page-after.csv', rows(400, '<script>alert(1)</script>'))

describe('plimsoll compare --html', () => {
  it('writes one page that needs nothing else, where foreign texts are text', async () => {
    const page = write('page.html', '')
    const { code, out, err } = await run('compare', reference, current, '--html', page)
    expect(out.endsWith(`\n${page} has the page with pictures; open it in a browser.\n`)).toBe(true)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const text = readFileSync(page, 'utf8')
    expect(text).toContain('2 of 2 columns changed')
    expect(text).not.toMatch(/<script|<b>&plan|https?:|<link|<img/)
    expect(text).toContain('&#60;b&#62;&#38;plan')
    // A picture for each column.
    expect(text.match(/<svg /g)).toHaveLength(2)
    expect(text).toContain('prefers-color-scheme:dark')
  })

  it('puts the column on top that changed most, by its share of all change', async () => {
    const page = write('ranked.html', '')
    const more = write('more.csv', `small,large\n${Array.from({ length: 2_000 }, (_, i) => `${(i % 100) + 12},${(i % 100) + 60}\n`).join('')}`)
    const before = write('less.csv', `small,large\n${Array.from({ length: 2_000 }, (_, i) => `${i % 100},${i % 100}\n`).join('')}`)
    await run('compare', before, more, '--html', page)
    expect([...readFileSync(page, 'utf8').matchAll(/<h2>(small|large)<\/h2>/g)].map(([, name]) => name)).toEqual(['large', 'small'])
  })

  it('says when the page cannot be written', async () => {
    const { code, err } = await run('compare', reference, current, '--html', '/nowhere/at/all.html')
    expect(code).toBe(1)
    expect(err).toMatch(/all\.html cannot be written/)
  })
})
