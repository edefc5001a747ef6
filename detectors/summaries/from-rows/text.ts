import type { TextSummary } from '../../../contract/index.ts'
import { absentText, textLiteral } from '../absent.ts'
import { defineSummary } from '../define-summary.ts'
import { columnName } from '../pane-source.ts'
import { type RowsRequest, rowsParams, rowsSource } from '../rows-select.ts'
import { controlClass, scriptClass, scriptNames } from '../scripts.ts'
import { cellsOfMap, type MapLine } from '../sum-map.ts'
import { mergeText, topWords, wordCharactersMax, wordsMax } from '../texts.ts'

interface TextLine {
  readonly col: string
  readonly n: number
  readonly nulls: number
  readonly bad: number
  readonly w: number
  readonly w2: number
  readonly empty: number
  readonly blank: number
  readonly control: number
  readonly replaced: number
  readonly unfit: number
  readonly lengths: MapLine<number>
  readonly scripts: MapLine<string>
}
interface WordLine {
  readonly col: string
  readonly words: readonly string[]
  readonly rows: readonly number[]
  readonly rest: number
}
type Line = TextLine | WordLine

/** A character class as a text of the engine. */
const classOf = (inside: string): string => `[${inside.replaceAll('\\', '\\\\')}]`
const matches = (inside: string): string => `countMatches(rest, '${classOf(inside)}')`
const missing = textLiteral(absentText.missing)
const wrong = textLiteral(absentText.wrong)

/** Most texts are Latin letters: they are taken out in one go, so that every other class looks at what is left. */
const sizes = `[${scriptNames.map(name => (name === 'Latin' ? 'toUInt64(points - lengthUTF8(rest))' : matches(scriptClass(name)))).join(', ')}]`
const names = `[${[...scriptNames, 'other'].map(name => `'${name}'`).join(', ')}]`

const textColumns = ({ columns }: RowsRequest) => columns.filter(({ type }) => type === 'category')
const textSource = (request: RowsRequest): string =>
  rowsSource(
    request,
    textColumns(request).map(({ physical }, index) => `(toUInt16(${index + 1}), toValidUTF8(toString(${physical})))`),
    't.1 k, t.2 c',
  )

/** What there is to a text, then sums by column. Without lazy branches, which would count characters again for each place that asks: 30 times slower. */
const looks = (
  request: RowsRequest,
): string => `SELECT ${columnName(textColumns(request))} col, toFloat64(count()) n, toFloat64(countIf(isNull)) nulls, toFloat64(countIf(NOT here AND NOT isNull)) bad,
  sum(weight) w, sum(weight * weight) w2, toFloat64(countIf(here AND points = 0)) empty, toFloat64(countIf(here AND isBlank)) blank, toFloat64(countIf(here AND controls > 0)) control,
  toFloat64(countIf(here AND marks > 0)) replaced, toFloat64(countIf(here AND (points = 0 OR isBlank OR controls > 0 OR marks > 0))) unfit,
  sumMapIf([toUInt32(points)], [weight], here) lengths, sumMapIf([script], [weight], here) scripts
FROM (SELECT k, weight, isNull, here, points, controls, marks, points > 0 AND known[${scriptNames.indexOf('space') + 1}] = points isBlank, if(points = 0, 'empty', ${names}[indexOf(counted, arrayMax(counted))]) script
  FROM (SELECT *, arrayPushBack(known, toUInt64(points - arraySum(known))) counted
    FROM (SELECT k, weight, isNull, here, points, ${sizes} known, ${matches(controlClass)} controls, ${matches('\\x{fffd}')} marks
      FROM (SELECT k, weight, c = ${missing} isNull, c NOT IN (${missing}, ${wrong}) here, lengthUTF8(c) points, replaceRegexpAll(c, '${classOf(scriptClass('Latin'))}+', '') rest FROM ${textSource(request)})))) GROUP BY k ORDER BY k SETTINGS short_circuit_function_evaluation = 'disable'`

const word = `[^${scriptClass('space')}${scriptClass('punctuation')}${controlClass}]+`.replaceAll('\\', '\\\\')

/** The words of a text, each once. `lower` knows A to Z only, as the twin does. All are counted, the most frequent come back. */
const wordCounts = (
  request: RowsRequest,
): string => `SELECT ${columnName(textColumns(request))} col, arraySlice(ranked, 1, {wordsMax:UInt32}) top, arrayMap(one -> one.2, top) words, arrayMap(one -> -one.1, top) rows,
  arraySum(one -> -one.1, arraySlice(ranked, {wordsMax:UInt32} + 1)) rest
FROM (SELECT k, arraySort(groupArray((-held, word))) ranked
  FROM (SELECT k, word, sum(weight) held FROM ${textSource(request)} ARRAY JOIN arrayDistinct(arrayMap(one -> substringUTF8(one, 1, ${wordCharactersMax}), extractAll(lower(c), '${word}'))) AS word
    WHERE c NOT IN (${missing}, ${wrong}) GROUP BY k, word) GROUP BY k) ORDER BY k`

function summaryOf(line: TextLine, words: WordLine | undefined): TextSummary {
  const { n, nulls, bad, w, w2, empty, blank, control, replaced, unfit } = line
  const listed = topWords(new Map(words?.words.map((text, at) => [text, words.rows[at] ?? 0])))
  return {
    kind: 'text',
    n,
    nulls,
    bad,
    weight: w,
    weight2: w2,
    empty,
    blank,
    control,
    replaced,
    unfit,
    lengths: cellsOfMap(line.lengths),
    scripts: new Map(line.scripts[0].map((script, at) => [script, line.scripts[1][at] ?? 0])),
    words: listed.words,
    otherWords: words?.rest ?? 0,
  }
}

/** Columns of texts, in two statements: what each text is like, and its words. Whoever asks hands in the columns whose content is text. */
export default defineSummary<'text', Record<string, never>, Line>({
  name: 'text',
  about: 'column',
  after: [],
  takes: ({ type, role }) => type === 'category' && role !== 'ignore',
  plan: () => ({}),
  select: request => {
    if (textColumns(request).length === 0) return []
    const params = rowsParams(request)
    return [
      { sql: looks(request), params },
      { sql: wordCounts(request), params: { ...params, wordsMax } },
    ]
  },
  read([lines = [], words = []]) {
    const byColumn = new Map((words as readonly WordLine[]).map(line => [line.col, line]))
    return new Map((lines as readonly TextLine[]).map(line => [line.col, summaryOf(line, byColumn.get(line.col))]))
  },
  merge: mergeText,
})
