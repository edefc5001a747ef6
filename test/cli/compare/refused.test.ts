import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { folder, lines, moved, reference, run, write } from './comparing.ts'

describe('plimsoll compare', () => {
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
    [
      'a gzip file cut short',
      [write('short.csv.gz', gzipSync(lines(0, () => 'pro')).subarray(0, 900)), reference],
      1,
      /short\.csv\.gz is cut short or damaged/,
    ],
    [
      'texts that are not UTF-8',
      [write('latin.csv', Buffer.from('amount,plan\n1,café\n', 'latin1')), reference],
      1,
      /latin\.csv is not UTF-8; convert it.*iconv/,
    ],
    [
      'texts that are not UTF-8 far behind',
      [write('late.csv', Buffer.concat([Buffer.from(`amount,plan\n${'1,pro\n'.repeat(200_000)}`), Buffer.from('1,café\n', 'latin1')])), reference],
      1,
      /late\.csv is not UTF-8 in column plan;/,
    ],
    ['UTF-16', [write('wide.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le')), reference], 1, /holds UTF-16 text, not text; save it as UTF-8/],
    ['rows of another length than the header', [write('ragged.csv', 'a,b\n1,2\n3\n'), reference], 1, /row 2 and the header differ in length: 1 and 2/],
    ['a reference without rows', [write('bare.csv', 'amount,plan\n'), reference], 1, /bare\.csv has a header and no rows/],
    ['files without a common column', [write('other.csv', 'x,y\n1,2\n'), reference], 1, /no column in common: .*other\.csv has x, y; .*has amount, plan/],
    [
      'more columns than one statement names',
      [write('columns.csv', `${Array.from({ length: 10_001 }, (_, at) => `c${at}`).join(',')}\n`), reference],
      1,
      /has 10001 columns; at most 10000/,
    ],
    ['a header that names a column twice', [write('twice.csv', 'a,a\n1,2\n'), reference], 1, /names a twice/],
    ['an unknown detector', [reference, moved, '--detectors', 'drift/nothing'], 2, /unknown detector drift\/nothing; did you mean [a-z/-]+\?; known are/],
    [
      'a column that neither file has',
      [reference, moved, '--columns', 'amount,amuont'],
      2,
      /neither file has a column amuont; did you mean amount\?; there is: amount, plan/,
    ],
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
