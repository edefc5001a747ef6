import type { Column, PairsSummary } from '../../contract/index.ts'
import { Failure } from '../../contract/index.ts'
import { absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import pairs from '../../detectors/summaries/from-rows/pairs.ts'
import { type LoadedTables, pairColumn, placed } from './loaded-tables.ts'
import type { Subject } from './readings.ts'
import { readKind } from './row-kinds.ts'

interface Line {
  readonly distinct: number
  readonly rows: number
  readonly example: string
}

/**
 * Says what pairing leaves out.
 *
 * @param name  column that rows are paired by
 * @throws Failure BAD_REQUEST when no row of one file meets a row of the other
 */
export async function checkPairs({ engine, reference, current }: LoadedTables, name: string): Promise<string[]> {
  const isThere = `${pairColumn} NOT IN (${textLiteral(absentText.missing)}, ${textLiteral(absentText.wrong)})`
  const [met] = await engine.read<{ entities: number }>(
    `SELECT toFloat64(uniqExact(${pairColumn})) entities FROM ${current} WHERE ${isThere} AND ${pairColumn} IN (SELECT ${pairColumn} FROM ${reference})`,
  )
  const sideOf = async (table: string): Promise<Line> => {
    const [line] = await engine.read<Line>(
      `SELECT toFloat64(uniqExact(${pairColumn})) distinct, toFloat64(count()) rows, any(toString(${pairColumn})) example FROM ${table} WHERE ${isThere}`,
    )
    return line ?? { distinct: 0, rows: 0, example: '' }
  }
  const [before, after] = [await sideOf(reference), await sideOf(current)]
  if (!met?.entities && after.rows > 0) {
    const examples = `the reference has for example ${JSON.stringify(before.example.slice(0, 64))}, the current file ${JSON.stringify(after.example.slice(0, 64))}`
    throw new Failure('BAD_REQUEST', `--pair ${name}: no value is in both files; ${examples}`)
  }
  const again = [before.rows - before.distinct, after.rows - after.distinct]
  const paired = `paired by ${name}: ${met?.entities ?? 0} of ${before.distinct} in the reference and ${after.distinct} in the current file`
  return [again.some(rows => rows > 0) ? `${paired}; of several rows with one ${name} the last counts` : paired]
}

/** Each column of the current file beside itself in the reference, row by row. The reference with itself is what it is held against: there all pairs match. */
export async function pairedColumns(tables: LoadedTables, name: string): Promise<Subject[]> {
  const entity: Column = { name, physical: pairColumn, type: 'category', side: 'input', role: 'entity', reason: 'told', segment: false }
  const columns = [...tables.columns, entity]
  const plan = pairs.plan({ columns, baseline: new Map(), seed: 1, offline: { table: placed(tables.reference), columns } })
  if (plan === null) return []
  const found = await readKind({ ...tables, columns }, pairs, { plan, table: placed(tables.current) })
  return tables.columns.flatMap(column => {
    const current = found.get(column.physical)
    return current ? [{ name: column.name, segment: '', current, reference: withItself(current) }] : []
  })
}

const withItself = ({ n, differences }: PairsSummary): PairsSummary => ({
  kind: 'pairs',
  n,
  mismatched: 0,
  unpaired: 0,
  differences: [0, 0, differences[2]],
  discordant: [0, 0],
})
