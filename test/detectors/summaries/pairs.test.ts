import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { pairsFromArray } from '../../../detectors/summaries/paired-rows.ts'
import type { RowsRequest } from '../../../detectors/summaries/rows-select.ts'
import { ask, expectAlike, isAbsent, isText, knownOf, number } from './asked.ts'
import { insertRows, openTemporaryStore, type Row, schemaOf } from './table.ts'

test('pairs by entity: the latest of each side', async () => {
  const engine = await openTemporaryStore()
  const served = schemaOf(1, false)
  const entity = (columns: RowsRequest['columns']) => columns.map(column => (column.name === 'region' ? { ...column, role: 'entity' as const } : column))
  const columns = entity(served.columns)
  let made = 1
  const side = fc.array(fc.record({ x: number, text: fc.constantFrom('', 'a', absentText.missing), who: fc.integer({ min: 0, max: 5 }) }), { maxLength: 12 })
  const check = async (left: Side, right: Side) => {
    const [ours, theirs] = [++made, ++made]
    const table = (rows: Side): Row[] => rows.map(({ x, text: one, who }, second) => ({ second, x, text: one, segment: `e${who}`, weight: 1 }))
    await insertRows(engine, schemaOf(ours, false), table(left))
    await insertRows(engine, schemaOf(theirs, false), table(right))
    const known = { ...knownOf(columns), offline: { table: `rows_${theirs}`, columns } }
    const found = await ask(engine, 'pairs', { request: { table: `rows_${ours}`, columns, weighted: false, span: null, segment: null }, known })
    const [before, after] = [new Map(left.map(row => [row.who, row])), new Map(right.map(row => [row.who, row]))]
    const both = [...before.keys()].filter(who => after.has(who))
    const alone = before.size + after.size - 2 * both.length
    if (before.size + after.size === 0) {
      expect(found.size).toBe(0)
      return
    }
    const pairsOf = (value: (row: Side[number]) => number | string | null) =>
      pairsFromArray(
        both.map(who => [value(before.get(who) as Side[number]), value(after.get(who) as Side[number])]),
        alone,
      )
    expectAlike(
      found.get('f_1'),
      pairsOf(({ x }) => (isAbsent(x) ? null : x)),
    )
    expectAlike(
      found.get('c_2'),
      pairsOf(({ text: one }) => (isText(one) ? one : null)),
    )
  }
  await fc.assert(fc.asyncProperty(side, side, check), { numRuns: 25 })
})

type Side = readonly { readonly x: number; readonly text: string; readonly who: number }[]
