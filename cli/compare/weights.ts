import type { Engine } from '../../collector/store/store.ts'
import { Failure } from '../../contract/index.ts'
import type { Named } from './named.ts'

/** Kinds made from rows that count them, whatever they weigh. */
export const unweightedKinds: ReadonlySet<string> = new Set(['rows', 'cross', 'sample', 'features', 'pairs', 'runs', 'freshness'])

/** @throws Failure BAD_REQUEST when a row has no weight, or one that is none */
export async function refuseWeights(engine: Engine, { weight }: Named, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const [found] = await engine.read<{ rows: number; wrong: number; total: number }>(
      `SELECT toFloat64(count()) rows, toFloat64(countIf(NOT isFinite(weight) OR weight < 0)) wrong, sumIf(weight, isFinite(weight)) total FROM ${table}`,
    )
    if (!found || found.rows === 0) continue
    const side = table === 'reference_rows' ? 'reference' : 'current'
    if (found.wrong > 0)
      throw new Failure(
        'BAD_REQUEST',
        `--weight ${weight}: ${found.wrong} of ${found.rows} ${side} rows have no weight of 0 or more; a weight is the number of rows that a row stands for`,
      )
    if (!(found.total > 0)) throw new Failure('BAD_REQUEST', `--weight ${weight}: all weights of the ${side} rows are 0`)
  }
}
