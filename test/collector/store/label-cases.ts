import { beforeAll, describe, expect, it } from 'vitest'
import { ensureSchema, type IncomingLabel, insertLabels, insertRows, resolvePendingLabels } from '../../../collector/store/store.ts'
import type { ModelSchema } from '../../../contract/index.ts'
import { sampleBlock } from './sample.ts'
import type { StoreAsked } from './suite.ts'

const eventMs = 1_767_225_600_000 // 2026-01-01T00:00:00Z
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n

const label = (fields: Partial<IncomingLabel>): IncomingLabel => ({
  inferenceId: null,
  row: 0,
  entityId: null,
  label: '',
  value: 1,
  knownAtNs: ns(eventMs + 5_000),
  eventTimeNs: null,
  model: '',
  ...fields,
})

export function labelCases(store: StoreAsked): void {
  describe('labels', () => {
    const engine = () => store.get().engine()
    let schema: ModelSchema
    let now = eventMs + 10_000
    beforeAll(async () => {
      const columns = [{ name: 'x', side: 'input', values: [1] }] as const
      schema = await ensureSchema(engine(), { model: "judge's", version: '1', columns, task: null, weighted: false }, store.get().settings, 1)
    })
    const insert = (...labels: Partial<IncomingLabel>[]) => insertLabels(engine(), labels.map(label), ++now)
    const row = (id: string, atMs: number, entity = '') =>
      insertRows(engine(), schema, sampleBlock(schema, [{ id, atNs: ns(atMs), entity, receivedMs: ++now }]))
    const stored = (field: string, text: string) =>
      engine().read<Record<string, unknown>>(
        `SELECT model, label, toUnixTimestamp64Milli(ts) - ${eventMs} AS after, entity, text, number, row FROM labels FINAL WHERE ${field} = {text:String} ORDER BY ts, row, label`,
        { text },
      )

    it('that say everything stand at once, and the truth known last wins', async () => {
      const complete = { inferenceId: 'whole', model: 'm', eventTimeNs: ns(eventMs), row: 2, label: 'x' }
      expect(await insert({ ...complete, value: 'new', knownAtNs: ns(eventMs + 2) }, { ...complete, value: 'old', knownAtNs: ns(eventMs + 1) })).toEqual({
        placed: 2,
        pending: 0,
      })
      expect(await stored('label', 'x')).toEqual([{ model: 'm', label: 'x', after: '0', entity: '', text: 'new', number: null, row: 2 }])
    })

    it.each([
      [1, '1', 1],
      [0.1, '0.1', 0.1],
      ['1e3', '1e3', 1000],
      [true, 'true', 1],
      [false, 'false', 0],
      [' ', ' ', null],
      ["no'ne\\", "no'ne\\", null],
      [null, '\0n', null],
    ])('hold %j as text and number', async (value, text, number) => {
      const name = `value ${JSON.stringify(value)}`
      await insert({ inferenceId: 'v', model: 'm', eventTimeNs: 0n, label: name, value })
      expect(await stored('label', name)).toMatchObject([{ text, number }])
    })

    it('of more months than the engine takes in one insert are all stored', async () => {
      const monthMs = 31 * 86_400_000
      const months = Array.from({ length: 130 }, (_, month) => ({ inferenceId: `m${month}`, model: 'm', label: 'months', eventTimeNs: ns(month * monthMs) }))
      expect(await insert(...months)).toEqual({ placed: 130, pending: 0 })
      expect(await stored('label', 'months')).toHaveLength(130)
    })

    it('find a row that is there', async () => {
      await row('there', eventMs + 60_000)
      expect(await insert({ inferenceId: 'there', label: 'found' })).toEqual({ placed: 1, pending: 0 })
      expect(await stored('label', 'found')).toMatchObject([{ model: "judge's", after: '60000' }])
    })

    it('wait for a row that is late, and are placed once', async () => {
      const before = now
      expect(await insert({ inferenceId: 'late', label: 'waits' }, { inferenceId: 'late', row: 7, label: 'waits' })).toEqual({ placed: 0, pending: 2 })
      expect(await stored('label', 'waits')).toEqual([])
      await row('late', eventMs + 1)
      expect(await resolvePendingLabels(engine(), { rowsSince: before, at: ++now })).toEqual({ placed: 1, pending: 1 })
      expect(await resolvePendingLabels(engine(), { rowsSince: 0, at: ++now })).toEqual({ placed: 0, pending: 1 })
      expect(await stored('label', 'waits')).toMatchObject([{ after: '1', row: 0 }])
    })

    it('of an entity belong to its last row before the truth was known', async () => {
      for (const [at, id] of ['e1', 'e2', 'e3'].entries()) await row(id, eventMs + at * 3_000, "client's")
      // Known at +5 s: rows at 0 and 3 s came before, that at 6 s after.
      expect(await insert({ entityId: "client's", value: 'paid' }, { entityId: 'stranger' })).toMatchObject({ placed: 1 })
      expect(await stored('entity', "client's")).toMatchObject([{ after: '3000', text: 'paid' }])
    })

    it('of another model are not taken for this one', async () => {
      await row('mine', eventMs)
      expect(await insert({ inferenceId: 'mine', model: 'other', label: 'strange' })).toMatchObject({ placed: 0 })
      expect(await stored('label', 'strange')).toEqual([])
    })
  })
}
