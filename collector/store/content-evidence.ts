import type { ColumnType } from '../../contract/index.ts'
import type { Engine } from './engine.ts'
import type { ContentEvidence } from './infer-content.ts'

/** A column as an expression that gives its value as text, empty where it is absent. */
export interface ReadAsText {
  readonly name: string
  readonly type: ColumnType
  readonly text: string
}

/** Values that are looked at; more would say the same. */
const rowsMax = 100_000

const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\\\.?'
const time = '([T ]\\\\d{1,2}:\\\\d{2}.*)?'
/** Without a time of day; by what people write. */
const dates = {
  iso_dates: `^((19|20)\\\\d{2}-\\\\d{1,2}-\\\\d{1,2}|(19|20)\\\\d{2}/\\\\d{1,2}/\\\\d{1,2}|(19|20)\\\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\\\d|3[01]))${time}$`,
  slashed_dates: `^\\\\d{1,2}[/.]\\\\d{1,2}[/.](19|20)\\\\d{2}${time}$`,
  worded_dates: `(?i)^((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(\\\\d{1,2}[ -]${month}[ -]|${month} \\\\d{1,2},? )(19|20)\\\\d{2}${time}$`,
} as const
const vectorPattern = '^\\\\[\\\\s*-?[0-9.]+(e[+-]?\\\\d+)?(\\\\s*,\\\\s*-?[0-9.]+(e[+-]?\\\\d+)?)+\\\\s*\\\\]$'

/** Over different values, `c` rows each: what is asked of a text is asked once. */
const counts = [
  'sum(c) present',
  'count() distinct',
  'sumIf(c, isFinite(x)) numbers',
  'sumIf(c, isFinite(x) AND x = floor(x)) integers',
  'minIf(x, isFinite(x)) lo',
  'maxIf(x, isFinite(x)) hi',
  "sumIf(c, lower(v) IN ('true', 'false', 't', 'f')) true_false",
  "sumIf(c, lower(v) IN ('yes', 'no', 'y', 'n')) yes_no",
  ...Object.entries(dates).map(([name, pattern]) => `sumIf(c, match(v, '${pattern}')) ${name}`),
  `sumIf(c, match(v, '${vectorPattern}')) vectors`,
  "sumIf(c, match(v, '\\\\S\\\\s+\\\\S')) spaced",
  'sum(c * lengthUTF8(v)) / sum(c) characters',
]

type Row = { readonly k: number; readonly lo: number | null; readonly hi: number | null; readonly characters: number } & Record<
  'present' | 'distinct' | 'numbers' | 'integers' | 'true_false' | 'yes_no' | keyof typeof dates | 'vectors' | 'spaced',
  string
>

/**
 * Counts what columns hold, over the first 100,000 rows of a source.
 *
 * @param from      what stands behind FROM, conditions included
 * @param settings  what stands at the end of the statement
 */
export async function readEvidence(
  engine: Engine,
  columns: readonly ReadAsText[],
  { from, settings = '' }: { readonly from: string; readonly settings?: string },
): Promise<ContentEvidence[]> {
  if (columns.length === 0) return []
  const texts = columns.map(({ text }, index) => `${text} AS t_${index}`)
  const pairs = columns.map((_, index) => `(toUInt16(${index + 1}), t_${index})`)
  const rows = await engine.read<Row>(
    `SELECT k, ${counts.join(', ')} FROM (
      SELECT t.1 k, t.2 v, count() c, ifNull(toFloat64OrNull(v), nan) x
      FROM (SELECT ${texts.join(', ')} FROM ${from} LIMIT ${rowsMax}) ARRAY JOIN [${pairs.join(', ')}] AS t WHERE v != '' GROUP BY k, v
    ) GROUP BY k ${settings}`,
  )
  const byColumn = new Map(rows.map(row => [row.k, row]))
  return columns.map((column, index) => evidenceOf(column, byColumn.get(index + 1)))
}

function evidenceOf({ name, type }: ReadAsText, row: Row | undefined): ContentEvidence {
  const count = (key: Exclude<keyof Row, 'k' | 'lo' | 'hi' | 'characters'>): number => Number(row?.[key] ?? 0)
  return {
    name,
    type,
    present: count('present'),
    distinct: count('distinct'),
    numbers: count('numbers'),
    integers: count('integers'),
    lo: count('numbers') > 0 ? (row?.lo ?? null) : null,
    hi: count('numbers') > 0 ? (row?.hi ?? null) : null,
    trueFalse: count('true_false'),
    yesNo: count('yes_no'),
    isoDates: count('iso_dates'),
    slashedDates: count('slashed_dates'),
    wordedDates: count('worded_dates'),
    vectors: count('vectors'),
    spaced: count('spaced'),
    characters: row?.characters ?? 0,
  }
}
