import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Value } from 'typebox/value'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/index.ts'
import { Reading } from '../../contract/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-compare-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, body: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, body)
  return path
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    live: false,
    env: {},
    stop: new AbortController().signal,
    clock: Date.now,
  }
  return { code: await main(args, terminal), out, err }
}
interface Document {
  reference: { rows: number }
  current: { rows: number }
  readings: Reading[]
  summary: { alarms: number; unsure: number; columns: number }
  notes: string[]
}
const json = async (...args: readonly string[]): Promise<Document> => {
  const { code, out, err } = await run('compare', ...args, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Document
}
const pick = ({ readings }: Document, detector: string, subject: string): Reading | undefined =>
  readings.find(one => one.detector === detector && one.subject === subject)

// Reference 0, 1, …, 999; current 500, …, 1499: half of it lies beyond, so D = 0.5 and W1 = 500. The reference's sd (n − 1) is √(1000·1001/12).
const lines = (from: number, plan: (i: number) => string): string =>
  `amount,plan\n${Array.from({ length: 1000 }, (_, i) => `${from + i},${plan(i)}\n`).join('')}`
const reference = write(
  'reference.csv',
  lines(0, i => (i % 2 ? 'pro' : 'free')),
)
const moved = write('moved.csv.gz', gzipSync(lines(500, i => (i % 4 ? 'pro' : ''))))
const same = write('same.jsonl', Array.from({ length: 1000 }, (_, i) => `{"amount":${i},"plan":"${i % 2 ? 'pro' : 'free'}"}\n`).join(''))

describe('plimsoll compare', () => {
  it('prints every reading in the shape that scripts rely on', async () => {
    const document = await json(reference, moved)
    expect(document).toMatchObject({ reference: { rows: 1000 }, current: { rows: 1000 }, summary: { columns: 2 } })
    for (const reading of document.readings) expect([...Value.Errors(Reading, reading)]).toEqual([])
    expect(JSON.stringify(document)).not.toContain('NaN')
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
    expect(document.notes).toEqual(['column plan is missing in the current file'])
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

  it('takes names that are anything but identifiers as data', async () => {
    const names = ['__proto__', 'a`b\\', "it's {x:String}", '']
    const table = write('names.csv', `${names.map(name => `"${name}"`).join(',')}\n1,2,3,4\n2,3,4,5\n`)
    const document = await json(table, table)
    expect(new Set(document.readings.map(one => one.subject))).toEqual(new Set([...names.slice(0, 3), 'column 4']))
  })

  it.each([
    ['a file that is not there', [join(folder, 'no.csv'), reference], 1, /no\.csv cannot be read/],
    [
      'a file that is not what its name says',
      [write('fake.parquet', 'a,b\n1,2\n'), reference],
      1,
      /fake\.parquet is not what its name says: it holds text, not Parquet/,
    ],
    ['a gzip file without its ending', [write('zipped.csv', gzipSync('a\n1\n')), reference], 1, /it holds gzip, not text/],
    ['an unknown ending', [write('rows.xlsx', 'x'), reference], 1, /unknown kind of file/],
    ['an empty file', [write('empty.csv', ''), reference], 1, /is empty/],
    ['a Parquet file cut short', [write('cut.parquet', 'PAR1 and then nothing'), reference], 1, /cut\.parquet cannot be read as its name says/],
    ['a header that names a column twice', [write('twice.csv', 'a,a\n1,2\n'), reference], 1, /names a twice/],
    ['an unknown detector', [reference, moved, '--detectors', 'drift/nothing'], 2, /unknown detector drift\/nothing; known are/],
    ['a column that neither file has', [reference, moved, '--columns', 'amount,amuont'], 2, /neither file has a column amuont; there is: amount, plan/],
    ['a wrong type', [reference, moved, '--type', 'amount=money'], 2, /--type amount=money: say/],
    ['a wrong budget', [reference, moved, '--budget', 'often'], 2, /--budget often: say/],
    ['an unknown option', [reference, moved, '--bugdet', 'x'], 2, /unknown option '--bugdet'/],
  ])('refuses %s in one sentence', async (_case, args, code, message) => {
    const result = await run('compare', ...args)
    expect(result.code).toBe(code)
    expect(result.err).toMatch(message)
    expect(result.out).toBe('')
  })
})
