import type { Column } from '../../contract/index.ts'
import { type RowSpan, rowsIn } from './columns.ts'
import { readEvidence } from './content-evidence.ts'
import type { Engine } from './engine.ts'
import { type InferredContent, inferContent } from './infer-content.ts'

/** What columns of a row table hold, by physical name, as their values came or as they look. NaN and the texts that mark what is absent are no values. */
export async function rowContents(engine: Engine, rows: RowSpan, columns: readonly Column[]): Promise<Map<string, InferredContent>> {
  const [vectors, open] = [columns.filter(column => column.vectors), columns.filter(column => !column.vectors)]
  const texts = open.map(({ name, physical, type }) => ({
    name,
    type,
    text: type === 'numeric' ? `if(isNaN(${physical}), '', toString(${physical}))` : `if(startsWith(${physical}, '\\0'), '', toString(${physical}))`,
  }))
  const evidence = await readEvidence(engine, texts, { from: rowsIn(rows) })
  return new Map([
    ...vectors.map(({ physical }) => [physical, { content: 'embedding', reason: 'values come as lists of numbers' }] as const),
    ...evidence.map((one, index) => [open[index]?.physical ?? '', inferContent(one)] as const),
  ])
}
