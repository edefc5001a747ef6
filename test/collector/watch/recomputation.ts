import type { Engine } from '../../../collector/store/store.ts'
import { type ModelSchema, rowTable } from '../../../contract/index.ts'

interface Counted {
  readonly step: number
  readonly seg: string
  readonly val: string
  readonly col: string
  readonly at: number
  readonly n: string
  readonly nulls: string
  readonly bad: string
  readonly lo: number | null
  readonly hi: number | null
  readonly listed: string
  readonly total: string
}

const order = 'ORDER BY step, seg, val, col, at'

/** Closed panes as they are stored: counts, ends, number of keys, and the sum of the counts of cells or keys. */
export const storedPanes = (engine: Engine, untilMs: number): Promise<Counted[]> =>
  engine.read<Counted>(
    `SELECT step, seg, val, col, toUnixTimestamp(p) at, n, nulls, bad, if(empty(bin), 0, lo) lo, if(empty(bin), 0, hi) hi, length(key) listed, arraySum(cnt) total
    FROM panes FINAL WHERE p + step <= fromUnixTimestamp64Milli({untilMs:Int64}) ${order}`,
    { untilMs },
  )

/** The same from the rows, written out by hand: no grid formula, no run lengths, one GROUP BY a column and level. */
export function recomputedPanes(engine: Engine, schema: ModelSchema, untilMs: number): Promise<Counted[]> {
  const physical = (name: string): string => schema.columns.find(column => column.name === name)?.physical ?? ''
  const origin = physical('origin')
  const parts = schema.columns.flatMap(({ physical: column, type }) =>
    [
      { step: 60, seg: '' },
      { step: 3600, seg: '' },
      { step: 3600, seg: origin },
    ].map(({ step, seg }) => {
      const x = column
      const bits = `reinterpretAsUInt64(${x})`
      const numbers = `countIf(${bits} = 0x7ff8000000000001) nulls, countIf(${bits} = 0x7ff8000000000002) bad, if(countIf(NOT isNaN(${x})) = 0, 0, minIf(${x}, isFinite(${x}))) lo,
        if(countIf(NOT isNaN(${x})) = 0, 0, maxIf(${x}, isFinite(${x}))) hi, toUInt64(0) listed, countIf(NOT isNaN(${x})) total`
      const texts = `countIf(${x} = '\\0n') nulls, countIf(${x} = '\\0b') bad, toFloat64(0) lo, toFloat64(0) hi, uniqExactIf(${x}, ${x} NOT IN ('\\0n', '\\0b')) listed, countIf(${x} NOT IN ('\\0n', '\\0b')) total`
      const value = seg === '' ? `''` : `toString(${seg})`
      return `SELECT ${step} step, '${seg}' seg, ${value} val, '${column}' col, toUnixTimestamp(toStartOfInterval(ts, INTERVAL ${step} SECOND)) at, count() n, ${type === 'numeric' ? numbers : texts}
        FROM ${rowTable(schema)} WHERE toUnixTimestamp(toStartOfInterval(ts, INTERVAL ${step} SECOND)) + ${step} <= intDiv({untilMs:Int64}, 1000) GROUP BY val, at`
    }),
  )
  return engine.read<Counted>(`SELECT * FROM (${parts.join('\nUNION ALL\n')}) ${order}`, { untilMs })
}
