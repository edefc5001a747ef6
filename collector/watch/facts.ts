import type { GroupsSummary, ModelSchema, Summary } from '../../contract/index.ts'
import type { ColumnSummary } from '../../detectors/cells/present.ts'
import { absentText } from '../../detectors/summaries/absent.ts'
import { mergeCategory } from '../../detectors/summaries/category.ts'
import { mergeNumeric } from '../../detectors/summaries/numeric.ts'
import type { ScoresSlice, Slice } from '../store/store.ts'

/** A summary of one slice of event time with what it is about, in the words of series. */
export interface Fact {
  readonly startMs: number
  /** `column=value`, or empty for the whole model. */
  readonly segment: string
  /** Column; `*` for the whole row; for groups `column=value`. */
  readonly subject: string
  readonly summary: Summary
}

/** Every value of a segment column that is not watched by itself. */
export const otherValue = '(other)'

const nameOf = (schema: ModelSchema, physical: string): string => schema.columns.find(column => column.physical === physical)?.name ?? physical
/** A segment's value as a person reads it. */
export const valueOf = (value: string): string =>
  value === absentText.other ? otherValue : value === absentText.missing ? '(missing)' : value === absentText.wrong ? '(wrong type)' : value
const segmentOf = (schema: ModelSchema, seg: string, val: string): string => (seg === '' ? '' : `${nameOf(schema, seg)}=${valueOf(val)}`)

/** Columns of panes, and for the whole model the rows of the slice. */
export function factsOfSlice(schema: ModelSchema, slice: Slice): Fact[] {
  const { startMs, seg, val } = slice
  const segment = segmentOf(schema, seg, val)
  const columns = Array.from(slice.columns, ([physical, summary]): Fact => ({ startMs, segment, subject: nameOf(schema, physical), summary }))
  const n = columns[0]?.summary
  if (seg !== '' || n === undefined || !('n' in n)) return columns
  return [...columns, { startMs, segment, subject: '*', summary: { kind: 'volume', n: n.n, slots: 1, filled: n.n > 0 ? 1 : 0 } }]
}

export const factOfScores = (schema: ModelSchema, { startMs, seg, val, scores }: ScoresSlice): Fact => ({
  startMs,
  segment: segmentOf(schema, seg, val),
  subject: '*',
  summary: scores,
})

export const factOfGroups = (startMs: number, column: string, summary: GroupsSummary): Fact => ({
  startMs,
  segment: '',
  subject: `${column}=${valueOf(summary.group)}`,
  summary,
})

/** Two summaries of one column together; of a column that changed its type, and of what is no column, the later. */
export const merged = <Kind extends Summary>(a: Kind | undefined, b: Kind): Kind | ColumnSummary =>
  a?.kind === 'numeric' && b.kind === 'numeric' ? mergeNumeric(a, b) : a?.kind === 'category' && b.kind === 'category' ? mergeCategory(a, b) : b
