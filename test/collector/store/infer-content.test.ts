import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inferContent } from '../../../collector/store/infer-content.ts'
import { columnTypes, type Engine, fileContents, openFile } from '../../../collector/store/store.ts'
import { openTestStore } from '../../setup/store.ts'

const rows = 200
const from = (value: (row: number) => string): string[] => Array.from({ length: rows }, (_, row) => value(row))
const two = (value: number): string => String(value).padStart(2, '0')
const day = (row: number): number => 1 + (row % 28)

/** 200 values of each, written as people write them; what each is was decided by whoever wrote this list. */
const columns = [
  { name: 'price', values: from(row => `${row % 50}.25`), content: 'numeric', reason: 'all 200 values are numbers' },
  { name: 'seats', values: from(row => String(row % 9)), content: 'integer', reason: 'all 200 values are whole numbers' },
  { name: 'carrier', values: from(row => ['AA', 'DL', 'UA'][row % 3] ?? ''), content: 'categorical', reason: '3 different texts in 200 values' },
  { name: 'paid', values: from(row => (row % 2 ? 'true' : 'False')), content: 'boolean', reason: 'all 200 values are true or false' },
  { name: 'agreed', values: from(row => (row % 2 ? 'Y' : 'no')), content: 'boolean', reason: 'all 200 values are yes or no' },
  { name: 'flag', values: from(row => String(row % 2)), content: 'boolean', reason: 'all 200 values are 0 or 1' },
  { name: 'iso', values: from(row => `2026-03-${two(day(row))}T08:00:00Z`), content: 'timestamp', reason: 'all 200 values are dates as 2026-01-31' },
  { name: 'european', values: from(row => `${two(day(row))}.03.2026`), content: 'timestamp', reason: 'all 200 values are dates as 31/01/2026' },
  { name: 'worded', values: from(row => `${day(row)} March 2026`), content: 'timestamp', reason: 'all 200 values are dates as 31 Jan 2026' },
  {
    name: 'three forms',
    values: from(row => [`2026-03-${two(day(row))}`, `03/${two(day(row))}/2026`, `Mar ${day(row)} 2026`][row % 3] ?? ''),
    content: 'timestamp',
    reason: 'all 200 values are dates as 2026-01-31 or 31/01/2026 or 31 Jan 2026',
  },
  { name: 'compact', values: from(row => `202603${two(day(row))}`), content: 'timestamp', reason: 'all 200 values are dates as 2026-01-31' },
  {
    name: 'created_at',
    values: from(row => String(1_767_225_600 + 3600 * row)),
    content: 'timestamp',
    reason: 'all 200 values are seconds since 1970 of the years 2000 to 2099, and it is named like a time',
  },
  {
    name: 'seen',
    values: from(row => String(1_767_225_600 + 3607 * row)),
    content: 'timestamp',
    reason: 'all 200 values are seconds since 1970 of the years 2000 to 2099',
  },
  // Many rows a value, and amounts of many sizes, tell no time.
  { name: 'cents', values: from(row => String(1_100_000_000 + 3_000_000 * row)), content: 'integer', reason: 'all 200 values are whole numbers' },
  { name: 'level', values: from(row => String(1_500_000_000 + 100_000 * (row % 20))), content: 'integer', reason: 'all 200 values are whole numbers' },
  { name: 'phone', values: from(row => String(2_025_550_000 + 37 * row)), content: 'integer', reason: 'all 200 values are whole numbers' },
  {
    name: 'millis',
    values: from(row => String(1_767_225_600_000 + 977 * row)),
    content: 'timestamp',
    reason: 'all 200 values are milliseconds since 1970 of the years 2000 to 2099',
  },
  {
    name: 'invoice',
    values: from(row => String(70_000 + row)),
    content: 'identifier',
    reason: '200 different among 200 values: whole numbers that hardly leave one out',
  },
  { name: 'income', values: from(row => String(20_000 + 997 * row)), content: 'integer', reason: 'all 200 values are whole numbers' },
  { name: 'token', values: from(row => `k${row}x`), content: 'identifier', reason: '200 different among 200 values, and none is a text of words' },
  {
    name: 'customerId',
    values: from(row => `c${row % 150}`),
    content: 'identifier',
    reason: 'named like an identifier, 150 different among 200 values',
  },
  {
    name: 'comment',
    values: from(row => `parcel ${1000 + row} came late`),
    content: 'text',
    reason: '200 different among 200 texts of 21 characters, most of several words',
  },
  { name: 'vector', values: from(row => `"[0.${row}, -1e-3, 2]"`), content: 'embedding', reason: 'all 200 values are lists of numbers' },
  { name: 'nothing', values: from(() => ''), content: 'categorical', reason: 'no value was seen; taken as it is stored' },
  { name: 'half', values: from(row => (row % 2 ? '' : String(row % 7))), content: 'integer', reason: 'all 100 values are whole numbers' },
  {
    name: '__proto__',
    values: from(row => (row === 0 ? 'soon' : `2026-03-${two(day(row))}`)),
    content: 'timestamp',
    reason: '199 of 200 values are dates as 2026-01-31',
  },
] as const

describe('what a column holds', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>
  let engine: Engine
  let folder = ''
  let found = new Map<string, { content: string; reason: string }>()

  beforeAll(async () => {
    store = await openTestStore()
    engine = store.engine
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-contents-'))
    const path = join(folder, 'contents.csv')
    const lines = [columns.map(({ name }) => name), ...from(String).map((_, row) => columns.map(({ values }) => values[row] ?? ''))]
    await writeFile(path, lines.map(line => line.join(',')).join('\n'))
    const file = await openFile(engine, path)
    const types = await columnTypes(engine, file)
    const contents = await fileContents(engine, file, types)
    found = new Map(types.map(({ name }, at) => [name, contents[at] as { content: string; reason: string }]))
  })
  afterAll(async () => {
    await engine.close()
    await store.remove()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(columns)('$name: $content', ({ name, content, reason }) => {
    expect(found.get(name)).toEqual({ content, reason })
  })
})

describe('with few values', () => {
  const counted = { name: 'id', type: 'numeric', trueFalse: 0, yesNo: 0, isoDates: 0, slashedDates: 0, wordedDates: 0, vectors: 0, spaced: 0 } as const

  it('that none stands twice means nothing yet: 99 are too few, 100 are enough', () => {
    const of = (present: number) => ({ ...counted, present, distinct: present, numbers: present, integers: present, lo: 1, hi: present, characters: 2 })
    expect([inferContent(of(99)).content, inferContent(of(100)).content]).toEqual(['integer', 'identifier'])
  })

  it('only ones are numbers: a flag was seen up and down', () => {
    const ones = { ...counted, name: 'flag', present: 500, distinct: 1, numbers: 500, integers: 500, lo: 1, hi: 1, characters: 1 }
    expect(inferContent(ones).content).toBe('integer')
  })
})
