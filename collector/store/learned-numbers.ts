import { textLiteral } from '../../detectors/summaries/absent.ts'
import { type RowSpan, rowsIn } from './columns.ts'
import type { Engine } from './engine.ts'

/** Values that are looked at, chosen by what they are: the same rows give the same values, wherever they lie. */
const valuesMax = 10_000
/** So many that a mean over parts that were added up in another order is the same. */
const digits = 6

/**
 * What a statement learns of the values of one column of texts.
 *
 * @param learn  makes the statement of a table with one column, `value`; it gives one row, `numbers`
 * @returns nothing where there is nothing to learn
 */
export async function learnNumbers(engine: Engine, rows: RowSpan, physical: string, learn: (from: string) => string): Promise<number[]> {
  const present = `${rowsIn(rows)} AND NOT startsWith(${physical}, ${textLiteral('\0')})`
  const [count] = await engine.read<{ rows: string }>(`SELECT count() rows FROM ${present}`)
  const every = Math.max(1, Math.ceil(Number(count?.rows ?? 0) / valuesMax))
  const [found] = await engine.read<{ numbers: readonly number[] }>(
    learn(`(SELECT toString(${physical}) value FROM ${present} AND cityHash64(${physical}) % ${every} = 0)`),
  )
  return (found?.numbers ?? []).map(number => Number(number.toPrecision(digits)))
}
