import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../collector/store/store.ts'
import type { Column, ModelSchema } from '../../../contract/index.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { derivations } from '../../../detectors/summaries/derivations.ts'
import { withDerived } from '../../../detectors/summaries/derived-columns.ts'
import { valueSql } from '../../../detectors/summaries/value-sql.ts'
import { openTestStore } from '../../setup/store.ts'

let store: Awaited<ReturnType<typeof openTestStore>>
let engine: Engine
beforeAll(async () => {
  store = await openTestStore()
  engine = store.engine
  await engine.write('CREATE TABLE said (row UInt32, c_1 LowCardinality(String)) ENGINE = MergeTree ORDER BY row')
})
afterAll(async () => {
  await engine.close()
  await store.remove()
})

const column = (name: string, change: Partial<Column> = {}): Column => ({
  name,
  physical: 'c_1',
  type: 'category',
  side: 'input',
  role: 'feature',
  reason: '',
  segment: false,
  ...change,
})
const schemaOf = (...columns: readonly Column[]): ModelSchema => ({
  model: 'm',
  version: '1',
  number: 1,
  task: 'other',
  columns,
  positive: null,
  label: null,
  groups: [],
  weighted: false,
})
const allOf = (name: string) => [...derivations.keys()].map(one => [name, one] as const)

/** What is said of one text, by the name of the derivation; numbers as texts, because JSON has no NaN. */
async function saidOf(text: string): Promise<Map<string, string>> {
  await engine.write('TRUNCATE TABLE said')
  await engine.write('INSERT INTO said SELECT 1, {text:String}', { text })
  const derived = withDerived(schemaOf(column('x')), allOf('x')).columns.filter(one => one.derived)
  const fields = derived.map(one => `toString(${valueSql(one)}) ${one.derived?.as}`)
  const [row] = await engine.read<Record<string, string>>(`SELECT ${fields.join(', ')} FROM said`)
  return new Map(Object.entries(row ?? {}))
}

describe('what is said of a text', () => {
  it.each([
    // Characters are code points: a flag has two, e with a combining accent two.
    ['', { length: '0', empty: 'yes', script: 'empty', digits: 'nan' }],
    [' \t\u3000', { length: '3', empty: 'yes', script: 'space', digits: '0' }],
    ['naïve', { length: '5', empty: 'no', script: 'Latin', digits: '0' }],
    ['e\u0301', { length: '2', script: 'Latin' }],
    ['🇩🇪', { length: '2', empty: 'no', script: 'emoji' }],
    ['привет a', { length: '8', script: 'Cyrillic' }],
    ['東京 1964', { length: '7', script: 'digit', digits: '0.5714285714285714' }], // 4 ÷ 7
    ['a1', { script: 'Latin', digits: '0.5' }],
    ["it's \"x\\' --", { length: '12', script: 'punctuation' }],
  ])('%j', async (text, expected) => expect(Object.fromEntries(await saidOf(text))).toMatchObject(expected))
})

describe('what is said of a vector', () => {
  it.each([
    ['[3, -4]', { dimension: '2', norm: '5', zero: 'no' }],
    ['[0,0.0,-0]', { dimension: '3', norm: '0', zero: 'yes' }],
    ['[6e-1, 0.8]', { dimension: '2', norm: '1', zero: 'no' }],
    ['[]', { dimension: '0', norm: '0', zero: 'no' }],
    ['[1, "NaN"]', { dimension: '2', norm: 'nan', zero: 'no' }],
    ['[1, null]', { dimension: '2', norm: 'nan', zero: 'no' }],
    ['1, 2', { dimension: 'no vector', norm: 'nan', zero: 'no' }],
    ['{"x": 1}', { dimension: 'no vector', norm: 'nan', zero: 'no' }],
  ])('%j', async (text, expected) => expect(Object.fromEntries(await saidOf(text))).toMatchObject(expected))
})

describe('the cosine to a centroid', () => {
  it.each([
    // The centroid is (3, 4), of length 5.
    ['[6, 8]', '1'],
    ['[-3, -4]', '-1'],
    ['[4, -3]', '0'],
    ['[1, 0]', '0.6'],
    ['[1, 0, 0]', 'nan'],
    ['[1]', 'nan'],
    ['[0, 0]', 'nan'],
    ['[1, "NaN"]', 'nan'],
    ['none', 'nan'],
  ])('of %s is %s', async (text, expected) => {
    await engine.write('TRUNCATE TABLE said')
    await engine.write('INSERT INTO said SELECT 1, {text:String}', { text })
    const [, cosine] = withDerived(schemaOf(column('x')), [['x', 'cosine', [3, 4]]]).columns
    const [row] = await engine.read<{ v: string }>(`SELECT toString(${valueSql(cosine as Column)}) v FROM said`)
    expect(row?.v).toBe(expected)
  })
})

describe('of an absent value', () => {
  it.each([absentText.missing, absentText.wrong])('%j nothing is said', async text => {
    await engine.write('TRUNCATE TABLE said')
    await engine.write(`INSERT INTO said SELECT 1, '${text.replace('\0', '\\0')}'`)
    const derived = withDerived(schemaOf(column('x')), allOf('x')).columns.filter(one => one.derived)
    for (const one of derived) {
      const value = one.type === 'numeric' ? `toString(reinterpretAsUInt64(${valueSql(one)}))` : `hex(${valueSql(one)})`
      const [row] = await engine.read<{ v: string }>(`SELECT ${value} v FROM said`)
      // 0x7FF8000000000001, and a NUL with an n.
      expect([one.name, row?.v]).toEqual([one.name, one.type === 'numeric' ? '9221120237041090561' : '006E'])
    }
  })
})

describe('derived columns', () => {
  it('do not take a name that the sender has', () => {
    const { columns } = withDerived(schemaOf(column('x'), column('x.length', { type: 'numeric', physical: 'f_2' })), [['x', 'length']])
    expect(columns.map(({ name, physical }) => [name, physical])).toEqual([
      ['x', 'c_1'],
      ['x.length', 'f_2'],
      ['x.length (derived)', 'd_c_1_length'],
    ])
  })

  it('have names that are no longer than others', () => {
    const { columns } = withDerived(schemaOf(column('😀'.repeat(256))), [['😀'.repeat(256), 'length']])
    expect(columns[1]?.name).toBe(`${'😀'.repeat(249)}.length`)
  })

  it.each([
    ['an entity', { role: 'entity' }],
    ['what is ignored', { role: 'ignore' }],
    ['what splits', { segment: true }],
    ['numbers', { type: 'numeric' }],
    ['what no value was seen of', { pending: true }],
  ] as const)('are not made of %s', (_, change) => {
    const schema = schemaOf(column('x', change))
    expect(withDerived(schema, [['x', 'length']]).columns).toEqual(schema.columns)
  })

  it('of a name that is known no more are left out', () => {
    const schema = schemaOf(column('x'))
    expect(withDerived(schema, [['x', 'gone']]).columns).toEqual(schema.columns)
  })
})
