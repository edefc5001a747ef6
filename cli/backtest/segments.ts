import type { Engine } from '../../collector/store/store.ts'
import { valueOf } from '../../collector/watch/facts.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { segmentList, segmentValue } from '../../detectors/summaries/pane-source.ts'
import type { Statement } from '../../detectors/summaries/statement.ts'

/** Rows that are judged by themselves: all, or those of one value of a column. */
export interface Part {
  /** `column=value`, or empty for all. */
  readonly segment: string
  /** Column that it is split by; null for all. */
  readonly column: string | null
  /** Rows that count, as an expression with bound values. */
  readonly where: string
  readonly params: Statement['params']
}

/** Values that are judged by themselves, as in production; the rest together. */
const valuesMax = 20

/** Rows, and the columns that they are split by. */
interface Split {
  readonly table: string
  readonly segments: readonly { readonly name: string; readonly physical: string }[]
}

const whole: Part = { segment: '', column: null, where: 'true', params: {} }

/** All rows, then those of the commonest values of each segment column in the first `baselineRows` rows, then the others of each. */
export async function partsOf(engine: Engine, { table, segments }: Split, baselineRows: number): Promise<Part[]> {
  const parts = [whole]
  for (const { name, physical } of segments) {
    const found = await engine.read<{ v: string }>(
      `SELECT toString(${physical}) v FROM ${table} WHERE row < ${baselineRows} GROUP BY v ORDER BY count() DESC, v LIMIT ${valuesMax}`,
    )
    const values = found.map(({ v }) => v)
    const list = segmentList(physical)
    for (const value of [...values, absentText.other])
      parts.push({
        segment: `${name}=${valueOf(value)}`,
        column: name,
        where: `${segmentValue(physical, list)} = {segment:String}`,
        params: { [list]: values, segment: value },
      })
  }
  return parts
}
