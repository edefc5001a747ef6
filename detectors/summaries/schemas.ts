import type { SchemaSummary } from '../../contract/index.ts'

/** Both windows together: every column of either; one that changed its type has both. */
export function mergeSchema(a: SchemaSummary, b: SchemaSummary): SchemaSummary {
  const types = new Map(a.columns.map(({ name, type }) => [name, type]))
  for (const { name, type } of b.columns) types.set(name, bothTypes(types.get(name), type))
  return { kind: 'schema', n: a.n + b.n, columns: Array.from(types, ([name, type]) => ({ name, type })) }
}

const bothTypes = (a: string | undefined, b: string): string => [...new Set([...(a?.split('|') ?? []), ...b.split('|')])].sort().join('|')
