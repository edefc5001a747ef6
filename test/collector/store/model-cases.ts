import { describe, expect, it } from 'vitest'
import { declareModel, ensureSchema, insertRows, latestSchema, listSchemas, type ObservedColumn, readDeclaration } from '../../../collector/store/store.ts'
import { rowTable } from '../../../contract/index.ts'
import { sampleBlock } from './sample.ts'
import type { StoreAsked } from './suite.ts'

const input = (name: string, ...values: unknown[]): ObservedColumn => ({ name, side: 'input', values })
const output = (name: string, ...values: unknown[]): ObservedColumn => ({ name, side: 'output', values })

export function modelCases(store: StoreAsked): void {
  describe('models', () => {
    const engine = () => store.get().engine()
    const ensure = (model: string, ...columns: ObservedColumn[]) =>
      ensureSchema(engine(), { model, version: '1', columns, task: null, weighted: false }, store.get().settings, 1_000)
    const tablesOf = async (model: string) => (await listSchemas(engine(), model)).map(schema => schema.number)

    it('keep their schema while nothing is new', async () => {
      const first = await ensure('steady', input('age', 1), output('score', 0.5))
      expect(await ensure('steady', output('score', 0.1), input('age', null))).toEqual(first)
      expect(await ensure('steady')).toEqual(first)
      expect(await latestSchema(engine(), 'steady', '1')).toEqual(first)
      expect(await tablesOf('steady')).toEqual([first.number])
    })

    it('get a table beside the old for a new column, and rows go into each', async () => {
      const first = await ensure('grows', input('age', 1))
      await insertRows(engine(), first, sampleBlock(first, [{ id: 'a', atNs: 1n, values: new Map([['age', 30]]) }]))
      const second = await ensure('grows', input('age', 1), input('city', 'Oslo'))
      expect(second.number).not.toBe(first.number)
      expect(second.columns.map(column => column.physical)).toEqual(['f_1', 'c_2'])
      await insertRows(
        engine(),
        second,
        sampleBlock(second, [
          {
            id: 'b',
            atNs: 2n,
            values: new Map<string, number | string>([
              ['age', 40],
              ['city', 'Oslo'],
            ]),
          },
        ]),
      )
      expect(await engine().read(`SELECT f_1 FROM ${rowTable(first)}`)).toEqual([{ f_1: 30 }])
      expect(await engine().read(`SELECT f_1, c_2 FROM ${rowTable(second)}`)).toEqual([{ f_1: 40, c_2: 'Oslo' }])
    })

    it('let the first value decide a pending column, within the same table', async () => {
      const first = await ensure('waits', input('rare', null), input('age', 1))
      expect(first.columns[0]).toMatchObject({ name: 'rare', pending: true })
      await insertRows(engine(), first, sampleBlock(first, [{ id: 'a', atNs: 1n, values: new Map([['age', 1]]) }]))
      const second = await ensure('waits', input('rare', 'seldom'))
      expect(second).toMatchObject({ number: first.number, columns: [{ physical: 'c_1', type: 'category' }, { physical: 'f_2' }] })
      await insertRows(
        engine(),
        second,
        sampleBlock(second, [
          {
            id: 'b',
            atNs: 2n,
            values: new Map<string, number | string>([
              ['rare', 'seldom'],
              ['age', 2],
            ]),
          },
        ]),
      )
      expect(await engine().read(`SELECT c_1 FROM ${rowTable(second)} ORDER BY ts`)).toEqual([{ c_1: '\0n' }, { c_1: 'seldom' }])
    })

    it('follow what people declare, at once', async () => {
      const before = await ensure('declared', input('age', 1), input('hour', 3), output('p', 0.2), output('answer', 'no'))
      const declaration = { score: 'p', positive: 'yes', context: ['age'], segments: ['age'], label: 'truth' }
      const [after] = await declareModel(engine(), { model: 'declared', declaration }, store.get().settings, 2_000)
      expect(await readDeclaration(engine(), 'declared')).toEqual(declaration)
      // A column that splits must be a category, and that needs another table.
      expect(after).toMatchObject({ positive: 'yes', label: 'truth' })
      expect(after?.number).not.toBe(before.number)
      expect(after?.columns[0]).toMatchObject({ name: 'age', type: 'category', role: 'context', segment: true })
      const [roles] = await declareModel(engine(), { model: 'declared', declaration: { ...declaration, ignore: ['hour'] } }, store.get().settings, 3_000)
      expect(roles).toMatchObject({ number: after?.number, columns: [{}, { role: 'ignore', reason: expect.stringContaining('declared') }, {}, {}] })
    })

    it('bear every name', async () => {
      const names = ['__proto__', 'constructor', "a'b", 'a"b', '`', '\\', 'nul\0', '{x:String}', '-- x', 'hasOwnProperty']
      for (const model of names) {
        const schema = await ensure(model, ...names.map(name => input(name, 'x')))
        expect(schema.columns.map(column => column.name)).toEqual(names)
        expect(await latestSchema(engine(), model, '1')).toEqual(schema)
      }
    })

    it('get numbers of their own when many come at once', async () => {
      const schemas = await Promise.all(Array.from({ length: 5 }, (_, at) => ensure(`at once ${at}`, input('x', 1))))
      expect(new Set(schemas.map(schema => schema.number)).size).toBe(5)
    })

    it('are not given more columns or schemas than the settings allow', async () => {
      const settings = { ...store.get().settings, columnsMax: 2, schemasMax: 2 }
      const grow = (...names: string[]) =>
        ensureSchema(engine(), { model: 'bounded', version: '1', columns: names.map(name => input(name, 1)), task: null, weighted: false }, settings, 1)
      expect((await grow('a')).columns.map(column => column.name)).toEqual(['a'])
      expect((await grow('b', 'c')).columns.map(column => column.name)).toEqual(['a', 'b'])
      expect((await grow('d')).columns.map(column => column.name)).toEqual(['a', 'b'])
    })
  })
}
