import { describe, expect, it } from 'vitest'
import { expressionSql } from '../../../../collector/watch/custom/expression.ts'

const columns = new Map([
  ['amount', 'f_1'],
  ['country', 'c_2'],
  ["a`b'; DROP TABLE rows_1; --", 'c_3'],
  ['__proto__', 'f_4'],
])
const sql = (text: string): string =>
  expressionSql(
    text,
    name => columns.get(name),
    value => `<${value}>`,
  )

describe('an expression of a person', () => {
  it.each([
    ['avg(amount)', 'avg ( f_1 )'],
    ["countIf(country = 'DE' and amount > 1e3) / count()", 'countIf ( c_2 = <DE> AND f_1 > 1e3 ) / count ( )'],
    ["sumIf(`__proto__`, country != 'it''s')", "sumIf ( f_4 , c_2 != <it's> )"],
    ["countIf(`a``b'; DROP TABLE rows_1; --` is null)", 'countIf ( c_3 IS NULL )'],
    ['avg(case when amount > 0 then 1 else 0 end)', 'avg ( CASE WHEN f_1 > 0 THEN 1 ELSE 0 END )'],
  ])('%s is put together anew', (text, expected) => {
    expect(sql(text)).toBe(expected)
  })

  it.each([
    ['(SELECT 1)', 'SELECT'],
    ["1) FROM url('http://x')", 'names "FROM"'],
    ['1) + (2', 'brackets'],
    ['count() FROM system.users', 'FROM'],
    ['avg(amount); DROP TABLE rows_1', '";'],
    ['avg(amount) -- x', 'names "x"'],
    ['avg(amount) /* x */', 'names "x"'],
    ["file('/etc/passwd')", 'calls file'],
    ["url('http://x')", 'calls url'],
    ['sleep(3)', 'calls sleep'],
    ["dictGet('d', 'a', 1)", 'calls dictGet'],
    ["getSetting('max_threads')", 'calls getSetting'],
    ['hostName()', 'calls hostName'],
    ['f_1', 'names "f_1"'],
    ['rows_1.f_1', 'names "rows_1"'],
    ['avg(amount) SETTINGS max_threads = 1', 'names "SETTINGS"'],
    ['{x:String}', '"{x'],
    ["'\\' or 1'", 'is not allowed'],
    ['[1, 2]', 'is not allowed'],
    ['1, 2', 'more than one'],
    ['avg(amount', 'brackets'],
    [')(', 'brackets'],
    ['', 'is empty'],
    [`${'('.repeat(40)}1${')'.repeat(40)}`, 'brackets'],
    ['1 + '.repeat(600), 'longer'],
  ])('%s is refused', (text, complaint) => {
    expect(() => sql(text)).toThrow(complaint)
  })
})
