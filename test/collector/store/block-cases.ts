import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../collector/store/store.ts'
import type { StoreAsked } from './suite.ts'

const u = (bits: bigint) => fc.bigInt(0n, 2n ** bits - 1n)
const i = (bits: bigint) => fc.bigInt(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n)
const n = (bits: bigint, signed: boolean) => (signed ? i(bits) : u(bits)).map(Number)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('__proto__', '', '\0', "'", '\\', 'x'.repeat(127), 'x'.repeat(128), 'x'.repeat(70_000)),
)

/** Type, values, and how the engine is asked for them so that nothing is lost in JSON. */
const kinds = {
  a: ['UInt8', n(8n, false), 'a'],
  b: ['UInt16', n(16n, false), 'b'],
  c: ['UInt32', n(32n, false), 'c'],
  d: ['UInt64', u(64n), 'toString(d)'],
  e: ['Int8', n(8n, true), 'e'],
  f: ['Int16', n(16n, true), 'f'],
  g: ['Int32', n(32n, true), 'g'],
  h: ['Int64', i(64n), 'toString(h)'],
  j: ['UInt128', u(128n), 'toString(j)'],
  k: ['String', text, 'k'],
  l: ['LowCardinality(String)', text, 'l'],
  m: ['UUID', fc.uuid(), 'toString(m)'],
  o: ["DateTime64(9, 'UTC')", fc.bigInt(0n, 2n ** 62n), 'toString(toUnixTimestamp64Nano(o))'],
  p: ['DateTime', n(32n, false), 'toUnixTimestamp(p)'],
  q: ['Array(Float64)', fc.array(fc.double({ noNaN: true }), { maxLength: 5 }), 'arrayMap(x -> toString(reinterpretAsUInt64(x)), q)'],
  r: ['Map(String, String)', fc.array(fc.tuple(text, text), { maxLength: 4 }), 'arrayZip(mapKeys(r), mapValues(r))'],
  s: ['Nullable(Int32)', fc.option(n(32n, true)), 's'],
  t: ['Array(String)', fc.array(text, { maxLength: 4 }), 't'],
} as const

type Row = { readonly [Name in keyof typeof kinds]: unknown }
const names = Object.keys(kinds) as (keyof typeof kinds)[]
const row = fc.record(Object.fromEntries(names.map(name => [name, kinds[name][1] as fc.Arbitrary<unknown>]))) as fc.Arbitrary<Row>

const scratch = new DataView(new ArrayBuffer(8))
function bitsOf(value: number): string {
  scratch.setFloat64(0, value)
  return String(scratch.getBigUint64(0))
}

/** What the query of `kinds` should answer, made from the value by plain JavaScript. */
function expected(name: keyof typeof kinds, value: unknown): unknown {
  if (name === 'q') return (value as number[]).map(bitsOf)
  return typeof value === 'bigint' ? String(value) : value
}

function toBlock(rows: readonly Row[]): Block {
  const columns = names.map(name => ({ name, type: kinds[name][0], values: rows.map(one => one[name]) }))
  return { rows: rows.length, columns: [{ name: 'at', type: 'UInt32', values: rows.map((_, at) => at) }, ...columns] }
}

const oneColumn = (name: string, type: string, values: ArrayLike<unknown>, rows = values.length): Block => ({ rows, columns: [{ name, type, values }] })

export function blockCases(store: StoreAsked): void {
  describe('Native block', () => {
    const engine = () => store.get().engine()

    it('comes out as it went in, whatever the values', async () => {
      await engine().write(`CREATE TABLE blocks (at UInt32, ${names.map(name => `${name} ${kinds[name][0]}`).join(', ')}) ENGINE = Memory`)
      const question = `SELECT ${names.map(name => `${kinds[name][2]} AS ${name}_`).join(', ')} FROM blocks ORDER BY at`
      const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async rows => {
        await engine().write('TRUNCATE TABLE blocks')
        await engine().insert('blocks', toBlock(rows))
        const found = await engine().read(question)
        expect(found).toEqual(rows.map(one => Object.fromEntries(names.map(name => [`${name}_`, expected(name, one[name])]))))
      })
      await fc.assert(property, { numRuns: 25 })
    })

    it('keeps all bits of every NaN', async () => {
      await engine().write('CREATE TABLE nans (at UInt32, x Float64) ENGINE = MergeTree ORDER BY at')
      const bits = BigUint64Array.of(
        0x7ff8000000000001n,
        0x7ff8000000000002n,
        0x7ff8000000000000n,
        0xfff8000000000000n,
        0x7ff00000deadbeefn,
        0x7ff0000000000000n,
      )
      const columns = [
        { name: 'at', type: 'UInt32', values: [0, 1, 2, 3, 4, 5] },
        { name: 'x', type: 'Float64', values: new Float64Array(bits.buffer) },
      ]
      await engine().insert('nans', { rows: 6, columns })
      const found = await engine().read<{ bits: string }>('SELECT reinterpretAsUInt64(x) AS bits FROM nans ORDER BY at')
      expect(found.map(one => BigInt(one.bits))).toEqual([...bits])
    })

    it('takes ids and batches as bytes', async () => {
      await engine().write('CREATE TABLE bytes (id UUID, batch UInt128) ENGINE = Memory')
      const id = Uint8Array.from({ length: 16 }, (_, at) => at * 16 + at)
      const batch = Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? 0x80 : 0))
      const columns = [
        { name: 'id', type: 'UUID', values: id },
        { name: 'batch', type: 'UInt128', values: batch },
      ]
      await engine().insert('bytes', { rows: 1, columns })
      expect(id[1]).toBe(0x11) // The caller's bytes are not turned round.
      expect(await engine().read('SELECT toString(id) AS id, toString(batch) AS batch FROM bytes')).toEqual([
        { id: '00112233-4455-6677-8899-aabbccddeeff', batch: '170141183460469231731687303715884105728' },
      ])
    })

    it.each([
      [3, [0, 2, 1]],
      [300, [299, 0, 255, 256]],
      [70_000, [69_999, 0, 65_535, 65_536]],
    ])('takes codes of a dictionary of %i texts', async (size, codes) => {
      await engine().write('CREATE OR REPLACE TABLE coded (at UInt32, c LowCardinality(String)) ENGINE = Memory')
      const dictionary = Array.from({ length: size }, (_, at) => `text ${at}`)
      const columns = [
        { name: 'at', type: 'UInt32', values: codes.map((_, at) => at) },
        { name: 'c', type: 'LowCardinality(String)', values: Uint32Array.from(codes), dictionary },
      ]
      await engine().insert('coded', { rows: codes.length, columns })
      expect(await engine().read('SELECT c FROM coded ORDER BY at')).toEqual(codes.map(code => ({ c: `text ${code}` })))
    })

    it.each([
      ['too few values', oneColumn('x', 'UInt8', [1], 2)],
      ['a number too large', oneColumn('x', 'UInt8', [256])],
      ['a fraction among whole numbers', oneColumn('x', 'UInt32', [0.5])],
      ['a negative without sign', oneColumn('x', 'UInt64', [-1n])],
      ['65 bits', oneColumn('x', 'Int64', [2n ** 63n])],
      ['129 bits', oneColumn('x', 'UInt128', [2n ** 128n])],
      ['half an id', oneColumn('x', 'UUID', ['0011'])],
      ['a code beyond its dictionary', { rows: 1, columns: [{ name: 'x', type: 'LowCardinality(String)', values: [1], dictionary: ['a'] }] }],
      ['a type nobody knows', oneColumn('x', 'Decimal(9, 2)', [1])],
      ['a foreign name', oneColumn('x, y', 'UInt8', [1])],
    ])('is refused with %s', async (_, block) => {
      await expect(engine().insert('labels', block)).rejects.toMatchObject({ code: 'BUG' })
    })

    it('counts a repeated token once and equal blocks as often as they come', async () => {
      await engine().write('CREATE TABLE tokens (x UInt64) ENGINE = MergeTree ORDER BY x SETTINGS non_replicated_deduplication_window = 10000')
      const block = oneColumn('x', 'UInt64', [1n])
      for (const token of ["a'b", "a'b", 'c']) await engine().insert('tokens', block, { token })
      expect(await engine().read('SELECT count() AS n FROM tokens')).toEqual([{ n: '2' }])
      for (let time = 0; time < 2; time++) await engine().insert('tokens', block)
      expect(await engine().read('SELECT count() AS n FROM tokens')).toEqual([{ n: '4' }])
    })
  })
}
