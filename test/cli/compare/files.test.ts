import { describe, expect, it } from 'vitest'
import { json, lines, pick, reference, run, write } from './comparing.ts'

describe('files as people have them', () => {
  it.each([
    ['semicolons', ';', 'semicolons'],
    ['tabs', '\t', 'tabs'],
    ['vertical bars', '|', 'vertical bars'],
  ])('reads values that are separated by %s', async (_case, delimiter, said) => {
    const file = write('other-delimiter.csv', lines(0, i => (i % 2 ? 'pro' : 'free')).replaceAll(',', delimiter))
    const document = await json(reference, file)
    expect(document.summary).toMatchObject({ alarms: 0, columns: 2 })
    expect(pick(document, 'drift/ks', 'amount')?.value).toBe(0)
    expect(pick(document, 'quality/schema', '*')?.notes).toEqual([`${file}: values are separated by ${said}`])
  })

  it('reads a decimal comma, quoted or beside semicolons, and does not guess what 1,234 is', async () => {
    const halves = write('halves.csv', `amount\n${Array.from({ length: 1000 }, (_, i) => `${i}.5\n`).join('')}`)
    const commas = write('commas.csv', `amount;note\n${Array.from({ length: 1000 }, (_, i) => `${i},5;x\n`).join('')}`)
    const quoted = write('quoted.csv', `amount\n${Array.from({ length: 1000 }, (_, i) => `"${i},5"\n`).join('')}`)
    for (const file of [commas, quoted]) {
      const document = await json(halves, file, '--columns', 'amount')
      expect(document.summary.alarms).toBe(0)
      expect(pick(document, 'drift/ks', 'amount')?.value).toBe(0)
    }
    const unclear = write('unclear.csv', `amount\n${Array.from({ length: 1000 }, (_, i) => `"1,${100 + (i % 900)}"\n`).join('')}`)
    const document = await json(halves, unclear)
    expect(pick(document, 'quality/type', 'amount')).toMatchObject({ value: 1, verdict: 'alarm' })
    expect(pick(document, 'quality/schema', '*')?.notes.join(' ')).toMatch(/retyped: "amount".*1,234 may be 1\.234 or 1234/)
  })

  it('counts columns that are missing, new or renamed, on top and at the end', async () => {
    const other = write('renamed.csv', `Amount,plan,extra\n${Array.from({ length: 1000 }, (_, i) => `${i},${i % 2 ? 'pro' : 'free'},1\n`).join('')}`)
    const { out } = await run('compare', reference, other)
    expect(out).toMatch(/^columns missing: "amount"\ncolumns extra: "Amount", "extra"\ncolumns perhaps renamed: "amount" → "Amount"\n/)
    expect(out).toMatch(/1 column missing: amount\. 2 columns new: Amount, extra\.\n$/)
    const document = await json(reference, other)
    expect(pick(document, 'quality/schema', '*')).toMatchObject({ value: 3, threshold: 0, verdict: 'alarm' })
    expect(document.summary.alarms).toBeGreaterThanOrEqual(2)
  })

  it('tells that a current file has no rows', async () => {
    const bare = write('no-rows.csv', 'amount,plan')
    expect((await run('compare', reference, bare)).out).toMatch(
      /0 current rows\. 2 columns could not be told: amount, plan\. The current file has a header and no rows\.\n$/,
    )
    const document = await json(reference, bare)
    expect(document).toMatchObject({ current: { rows: 0 }, summary: { alarms: 0, columns: 2 } })
    expect(pick(document, 'drift/gtest', 'amount')).toMatchObject({ value: null, verdict: 'unsure' })
  })

  it('takes dates as times, in whatever form, and says that the form changed', async () => {
    const days = Array.from({ length: 1000 }, (_, i) => new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10))
    const forms = [days, days.map(day => day.split('-').reverse().join('/')), days.map(day => day.split('-').reverse().join('.'))]
    const files = forms.map((form, at) => write(`days-${at}.csv`, `day,x\n${form.map((day, i) => `${day},${i % 5}\n`).join('')}`))
    for (const file of files.slice(1)) {
      const document = await json(files[0] as string, file)
      expect(document.summary.alarms).toBe(0)
      expect(
        document.readings
          .filter(one => one.subject === 'day')
          .map(one => one.detector)
          .sort(),
      ).toEqual(['quality/missing', 'quality/type'])
      expect(pick(document, 'quality/schema', '*')?.notes[0]).toBe('column day: dates as 2026-01-31, now as 31/01/2026')
    }
  })

  it('compares hundreds of columns, more than one statement takes', async () => {
    const wide = (by: number) =>
      `${Array.from({ length: 450 }, (_, at) => `c${at}`).join(',')}\n${Array.from({ length: 40 }, (_, row) => `${Array.from({ length: 450 }, (_, at) => row * (at === 449 ? by : 1)).join(',')}\n`).join('')}`
    const document = await json(write('wide-a.csv', wide(1)), write('wide-b.csv', wide(1000)), '--detectors', 'drift/ks,drift/mean')
    expect(document.summary.columns).toBe(450)
    expect(document.readings.filter(one => one.detector === 'drift/ks' && one.value !== 0).map(one => one.subject)).toEqual(['c449'])
  })

  it('keeps quoted delimiters, line breaks and quotes of a header and its rows', async () => {
    const file = write('quotes.csv', `"a ""b"",\nc",d\n${'"x,\ny",1\n"z ""q""",2\n'.repeat(50)}`)
    const document = await json(file, file)
    expect(document).toMatchObject({ reference: { rows: 100 }, summary: { alarms: 0, columns: 2 } })
    expect(new Set(document.readings.map(one => one.subject))).toEqual(new Set(['*', 'a "b",\nc', 'd']))
  })

  it('takes names that are anything but identifiers as data', async () => {
    const names = ['__proto__', 'a`b\\', "it's {x:String}", '']
    const table = write('names.csv', `${names.map(name => `"${name}"`).join(',')}\n1,2,3,4\n2,3,4,5\n`)
    const document = await json(table, table)
    expect(new Set(document.readings.map(one => one.subject))).toEqual(new Set(['*', ...names.slice(0, 3), 'column 4']))
  })
})
