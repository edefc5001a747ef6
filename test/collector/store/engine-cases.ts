import { describe, expect, it } from 'vitest'
import type { StoreAsked } from './suite.ts'

/** Runs until a limit stops it: 10^10 hashes take minutes. */
const endless = 'SELECT sum(sipHash64(number)) AS x FROM numbers(10000000000)'

/** Texts that mean something to SQL, to TSV or to JavaScript. */
const hostile = [
  '__proto__',
  "a'b",
  'a"b',
  '`',
  'back\\slash',
  'nul\0',
  '\\N',
  '{x:String}',
  '-- x',
  '/* x',
  "'; DROP TABLE labels",
  'tab\tline\nreturn\r',
  'ünï¢ode 🚢',
  '',
]

export function engineCases(store: StoreAsked): void {
  describe('engine', () => {
    const engine = () => store.get().engine()

    it.each(hostile)('binds %j as a value', async text => {
      expect(await engine().read('SELECT {x:String} AS x, {xs:Array(String)} AS xs', { x: text, xs: [text, text] })).toEqual([{ x: text, xs: [text, text] }])
    })

    it('binds numbers, truth and absence', async () => {
      const sql = `SELECT {a:UInt64} AS a, {b:UInt8} AS b, {c:Nullable(String)} AS c, isNaN({d:Float64}) AS d, {e:Float64} = 1e300 AS e, {f:Array(UInt128)} AS f, {g:Float64} = -inf AS g`
      const params = { a: 2n ** 64n - 1n, b: true, c: null, d: Number.NaN, e: 1e300, f: [2n ** 127n], g: Number.NEGATIVE_INFINITY }
      // 2^64 - 1 and 2^127, by hand.
      const expected = { a: '18446744073709551615', b: 1, c: null, d: 1, e: 1, f: ['170141183460469231731687303715884105728'], g: 1 }
      expect(await engine().read(sql, params)).toEqual([expected])
    })

    it('lets a statement bring settings of its own', async () => {
      expect(await engine().read("SELECT getSetting('max_block_size') AS x SETTINGS max_block_size = 77")).toEqual([{ x: 77 }])
      const [after] = await engine().read<{ x: number }>("SELECT getSetting('max_block_size') AS x")
      expect(after?.x).not.toBe(77)
    })

    it('answers a SELECT without rows', async () => expect(await engine().read('SELECT 1 AS x WHERE 0')).toEqual([]))

    it.each([
      ['time', endless, { seconds: 1 }],
      ['rows', 'SELECT number AS x FROM numbers(1000)', { rowsMax: 10 }],
      ['memory', 'SELECT groupArray(number) AS x FROM numbers(20000000)', { memoryBytesMax: 2 ** 24 }],
    ])('stops a read at its limit of %s and goes on', async (_, sql, limits) => {
      const both = await Promise.allSettled([engine().read(sql, {}, limits), engine().read(sql, {}, limits)])
      const refused = { status: 'rejected', reason: { code: 'TOO_LARGE', retry: false } }
      expect(both).toMatchObject([refused, refused])
      // Both connections answer again, without limits that stuck to them.
      expect(await Promise.all([engine().read('SELECT count() AS x FROM numbers(50)'), engine().read('SELECT count() AS x FROM numbers(50)')])).toEqual([
        [{ x: '50' }],
        [{ x: '50' }],
      ])
    })

    it('never hands the rows of a failed read to the next one', async () => {
      // Fails at the last of 100 blocks, when the others are written already.
      const failing = 'SELECT number AS x, throwIf(number = 99999) FROM numbers(100000) SETTINGS max_block_size = 1000, max_threads = 1'
      for (let time = 0; time < 4; time++) await expect(engine().read(failing)).rejects.toBeDefined()
      const next = await Promise.all([1, 2, 3, 4].map(() => engine().read('SELECT 7 AS x')))
      expect(next).toEqual(Array.from({ length: 4 }, () => [{ x: 7 }]))
    })

    it('calls a statement that makes no sense a BUG and keeps data out of the message', async () => {
      const failure = await engine()
        .read("SELECT nothing_like_it FROM labels WHERE text = 'private'")
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'BUG' })
      expect(JSON.stringify((failure as { body(): unknown }).body())).not.toContain('private')
    })

    it('inserts while reads and a write are slow', async () => {
      await engine().write('CREATE TABLE IF NOT EXISTS beside (x UInt64) ENGINE = MergeTree ORDER BY x')
      const settled: string[] = []
      // Nothing else ends them: the seconds are how long each holds its connection, and the insert must be done before the first is.
      const slow = [
        engine().read(endless, {}, { seconds: 2 }),
        engine().read(endless, {}, { seconds: 2 }),
        engine().write('INSERT INTO beside SELECT sleep(2)'),
      ]
      const ended = slow.map(one => one.catch(() => undefined).then(() => settled.push('slow')))
      await engine().insert('beside', { rows: 1, columns: [{ name: 'x', type: 'UInt64', values: [1n] }] })
      settled.push('insert')
      await Promise.all(ended)
      expect(settled).toEqual(['insert', 'slow', 'slow', 'slow'])
    })

    it('says STORE_FULL when the disk has no room', async () => {
      // More free bytes than any disk has.
      await engine().write(
        'CREATE TABLE IF NOT EXISTS full (x UInt64) ENGINE = MergeTree ORDER BY x SETTINGS min_free_disk_bytes_to_perform_insert = 1000000000000000000',
      )
      const block = { rows: 1, columns: [{ name: 'x', type: 'UInt64', values: [1n] }] }
      await expect(engine().insert('full', block)).rejects.toMatchObject({ code: 'STORE_FULL', retry: true })
      expect(await engine().read('SELECT count() AS n FROM full')).toEqual([{ n: '0' }])
    })

    it('says TOO_LARGE, never to come again, of a block for more partitions than it takes at once; its own statements may have more', async () => {
      await engine().write('CREATE TABLE IF NOT EXISTS cut (x UInt64) ENGINE = MergeTree PARTITION BY x ORDER BY x')
      const block = { rows: 101, columns: [{ name: 'x', type: 'UInt64', values: Array.from({ length: 101 }, (_, x) => BigInt(x)) }] }
      await expect(engine().insert('cut', block)).rejects.toMatchObject({ code: 'TOO_LARGE', retry: false })
      await engine().write('INSERT INTO cut SELECT number FROM numbers(101)')
      expect(await engine().read('SELECT count() AS n FROM cut')).toEqual([{ n: '101' }])
    })

    it('is the same after it was closed and opened again', async () => {
      await engine().write('CREATE TABLE kept (x UInt64) ENGINE = MergeTree ORDER BY x')
      await engine().insert('kept', { rows: 1, columns: [{ name: 'x', type: 'UInt64', values: [7n] }] })
      const before = engine()
      await store.get().reopen()
      expect(await engine().read('SELECT x FROM kept')).toEqual([{ x: '7' }])
      await expect(before.read('SELECT 1')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
      await before.close()
      expect(await engine().read('SELECT 1 AS x')).toEqual([{ x: 1 }])
    })
  })
}
