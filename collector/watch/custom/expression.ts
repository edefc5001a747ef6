import { Failure, nearest } from '../../../contract/index.ts'

/** All that an expression may call: arithmetic on rows and sums over them. Nothing that reads a file, a network, a table, a setting, a clock or a dictionary, or that waits. */
const aggregates =
  'count countIf sum sumIf avg avgIf min minIf max maxIf median medianIf stddevPop stddevSamp varPop varSamp uniqExact corr covarPop skewPop kurtPop'
const functions = new Set(
  `${aggregates} abs sign round floor ceil sqrt exp ln log log2 log10 pow greatest least if ifNull coalesce nullIf isNull isNotNull lower upper length startsWith endsWith not`.split(
    ' ',
  ),
)
const words = new Map(['and', 'or', 'not', 'is', 'null', 'case', 'when', 'then', 'else', 'end', 'between'].map(word => [word, word.toUpperCase()]))
const form =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|([A-Za-z_]\w*)|`((?:[^`\\]|\\.|``)+)`|"((?:[^"\\]|\\.|"")+)"|'((?:[^'\\]|'')*)'|(<=|>=|!=|<>|==|[-+*/%=<>(),]))/y

export const expressionLettersMax = 2_000
const depthMax = 32

/**
 * An expression that a person wrote, in physical names: taken apart and put together again from what is known to be harmless, so that nothing of
 * the text itself reaches the engine. Names of columns are looked up and texts are written anew.
 *
 * @param columnOf  the SQL of a column by its own name; undefined where there is none
 * @param text      the SQL of a text
 * @throws Failure CONFIG that says what is not allowed, and where
 */
export function expressionSql(source: string, columnOf: (name: string) => string | undefined, text: (value: string) => string): string {
  if (source.length > expressionLettersMax) throw wrong(source, 0, `is longer than ${expressionLettersMax} characters`)
  const parts = Array.from(tokensOf(source), ({ token, at, end }) => partOf(token, source, { at, calls: /^\s*\(/.test(source.slice(end)), columnOf, text }))
  if (parts.length === 0) throw wrong(source, 0, 'is empty')
  refuseBrackets(source, parts)
  return parts.join(' ')
}

function* tokensOf(source: string): Generator<{ token: RegExpExecArray; at: number; end: number }> {
  const scan = new RegExp(form)
  const length = source.trimEnd().length
  while (scan.lastIndex < length) {
    const at = scan.lastIndex
    const token = scan.exec(source)
    if (!token) throw wrong(source, at, `has ${JSON.stringify(source.slice(at).trim().slice(0, 12))}, which is not allowed`)
    yield { token, at, end: scan.lastIndex }
  }
}

/** One expression, whose brackets match: what is put around it stays around it. */
function refuseBrackets(source: string, parts: readonly string[]): void {
  let depth = 0
  for (const part of parts) {
    if (part === '(') depth++
    if (part === ')') depth--
    if (depth < 0 || depth > depthMax) throw wrong(source, 0, 'has brackets that do not match, or too many of them')
    if (part === ',' && depth === 0) throw wrong(source, 0, 'is more than one expression')
  }
  if (depth !== 0) throw wrong(source, source.length, 'has brackets that do not match')
}

interface Place {
  readonly at: number
  /** A bracket follows. */
  readonly calls: boolean
  readonly columnOf: (name: string) => string | undefined
  readonly text: (value: string) => string
}

function partOf([, number, word, back, double, quoted, operator]: RegExpExecArray, source: string, place: Place): string {
  if (quoted !== undefined) return place.text(quoted.replaceAll("''", "'"))
  const plain = number ?? operator
  if (plain !== undefined) return plain
  if (word !== undefined) return wordSql(word, source, place)
  return columnSql(back?.replaceAll('``', '`') ?? double?.replaceAll('""', '"') ?? '', source, place)
}

function wordSql(word: string, source: string, place: Place): string {
  if (place.calls && functions.has(word)) return word
  const keyword = words.get(word.toLowerCase())
  if (keyword && place.columnOf(word) === undefined) return keyword
  if (place.calls) throw wrong(source, place.at, `calls ${word}${near(word, [...functions])}; it may call ${[...functions].join(', ')}`)
  return columnSql(word, source, place)
}

function columnSql(name: string, source: string, { at, columnOf }: Place): string {
  const column = columnOf(name)
  if (column === undefined) throw wrong(source, at, `names ${JSON.stringify(name)}, and the model has no such column`)
  return column
}

const near = (word: string, known: readonly string[]): string => {
  const found = nearest(word, known)
  return found ? ` (did you mean ${found}?)` : ''
}

const wrong = (source: string, at: number, what: string): Failure =>
  new Failure('CONFIG', `the expression ${JSON.stringify(source.slice(0, 80))} ${what} (character ${at + 1})`)
