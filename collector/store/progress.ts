import { tables } from '../../contract/index.ts'
import type { Engine } from './engine.ts'

/** What was remembered under a name for a schema; undefined when nothing was. */
export async function readProgress(engine: Engine, schema: number, name: string): Promise<unknown> {
  const [row] = await engine.read<{ value: string }>(
    `SELECT value FROM ${tables.progress} WHERE schema = {schema:UInt32} AND name = {name:String} ORDER BY ver DESC LIMIT 1`,
    { schema, name },
  )
  return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
}

/** Remembers a value. `version` must rise: an older one is ignored. */
export async function writeProgress(engine: Engine, schema: number, name: string, entry: { readonly version: bigint; readonly value: unknown }): Promise<void> {
  await engine.insert(tables.progress, {
    rows: 1,
    columns: [
      { name: 'schema', type: 'UInt32', values: Uint32Array.of(schema) },
      { name: 'name', type: 'String', values: [name] },
      { name: 'ver', type: 'UInt64', values: BigUint64Array.of(entry.version) },
      { name: 'value', type: 'String', values: [JSON.stringify(entry.value)] },
    ],
  })
}
