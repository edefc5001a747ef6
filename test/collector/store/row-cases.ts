import { beforeAll, describe, expect, it } from 'vitest'
import { ensureSchema, findRows, insertRows, knownBatches, rowsOfBatch, storedId } from '../../../collector/store/store.ts'
import type { ModelSchema } from '../../../contract/index.ts'
import { type SampleRow, sampleBlock } from './sample.ts'
import type { StoreAsked } from './suite.ts'

/** 2026-01-01T00:00:00Z; the next day is another partition. */
const midnightNs = 1_767_225_600n * 10n ** 9n
const dayNs = 86_400n * 10n ** 9n

export function rowCases(store: StoreAsked): void {
  describe('rows', () => {
    const engine = () => store.get().engine()
    let schema: ModelSchema
    beforeAll(async () => {
      const columns = [
        { name: 'x', side: 'input', values: [1] },
        { name: '__proto__', side: 'output', values: ['text'] },
      ] as const
      schema = await ensureSchema(engine(), { model: 'rows', version: '1', columns, task: null, weighted: false }, store.get().settings, 1)
    })
    const insert = (...rows: SampleRow[]) => insertRows(engine(), schema, sampleBlock(schema, rows))

    it('are found by the ids that senders gave them', async () => {
      const uuid = '6F9619FF-8B86-D011-B42D-00C04FC964FF'
      const ids = ["it's", uuid, 'trace \\ 🚢']
      await insert(
        ...ids.map((id, at) => ({
          id,
          row: at,
          atNs: midnightNs + BigInt(at),
          values: new Map<string, number | string>([
            ['x', at / 2],
            ['__proto__', id],
          ]),
        })),
      )
      const found = await findRows(engine(), schema, [...ids, 'never sent'])
      expect(found.map(row => row.inferenceId)).toEqual(["it's", uuid.toLowerCase(), 'trace \\ 🚢'])
      expect(found.map(row => [row.row, row.atNs - midnightNs, row.inputs.get('x'), row.outputs.get('__proto__')])).toEqual(
        ids.map((id, at) => [at, BigInt(at), at / 2, id]),
      )
    })

    it('tell missing, infinite and NaN apart', async () => {
      const bits = BigUint64Array.of(0x7ff8000000000001n, 0x7ff8000000000002n, 0x7ff8000000000000n, 0xfff0000000000000n)
      const block = sampleBlock(
        schema,
        Array.from(bits, (_, row) => ({ id: 'numbers', row, atNs: midnightNs })),
      )
      await insertRows(engine(), schema, { ...block, columns: [...block.columns, { name: 'f_1', type: 'Float64', values: new Float64Array(bits.buffer) }] })
      const found = await findRows(engine(), schema, ['numbers'])
      expect(found.map(row => row.inputs.get('x'))).toEqual([null, null, Number.NaN, Number.NEGATIVE_INFINITY])
      expect(found.every(row => row.outputs.get('__proto__') === null)).toBe(true)
    })

    it('of a batch that came before are known, also those of half of it', async () => {
      const rows = [0, 1, 2, 3].map(at => ({ id: 'batch', row: at, batch: 2n ** 127n + 1n, atNs: midnightNs + BigInt(at % 2) * dayNs }))
      // As a process leaves it that died between two partitions.
      await insert(...rows.filter(row => row.row % 2 === 0))
      expect(await knownBatches(engine(), schema, [2n ** 127n + 1n, 99n])).toEqual(new Map([[2n ** 127n + 1n, 2]]))
      const stored = await rowsOfBatch(engine(), schema, 2n ** 127n + 1n)
      const { id } = storedId('batch')
      expect(stored).toEqual(new Set([`${id}/0`, `${id}/2`]))
      await insert(...rows.filter(row => !stored.has(`${id}/${row.row}`)))
      expect(await knownBatches(engine(), schema, [2n ** 127n + 1n])).toEqual(new Map([[2n ** 127n + 1n, 4]]))
    })

    it('of no batches and no ids ask nothing', async () => {
      expect(await knownBatches(engine(), schema, [])).toEqual(new Map())
      expect(await findRows(engine(), schema, [])).toEqual([])
    })
  })
}
