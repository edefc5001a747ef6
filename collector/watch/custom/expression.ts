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
  const parts: string[] = []
  let depth = 0
  const scan = new RegExp(form)
  const length = source.trimEnd().length
  while (scan.lastIndex < length) {
    const at = scan.lastIndex
    const token = scan.exec(source)
    if (!token) throw wrong(source, at, `has ${JSON.stringify(source.slice(at).trim().slice(0, 12))}, which is not allowed`)
    if (token[6] === '(') depth++
    if (token[6] === ')') depth--
    if (depth < 0 || depth > depthMax) throw wrong(source, at, 'has brackets that do not match, or too many of them')
    parts.push(partOf(token, source, { at, calls: /^\s*\(/.test(source.slice(scan.lastIndex)), columnOf, text }))
  }
  if (depth !== 0) throw wrong(source, length, 'has brackets that do not match')
  if (parts.length === 0) throw wrong(source, 0, 'is empty')
  if (topLevelComma(parts)) throw wrong(source, 0, 'is more than one expression')
  return parts.join(' ')
}

interface Place {
  readonly at: number
  /** A bracket follows. */
  readonly calls: boolean
  readonly columnOf: (name: string) => string | undefined
  readonly text: (value: string) => string
}

function partOf([, number, word, back, double, quoted, operator]: RegExpExecArray, source: string, place: Place): string {
  const { columnOf, text } = place
  if (number !== undefined) return number
  if (operator !== undefined) return operator
  if (quoted !== undefined) return text(quoted.replaceAll("''", "'"))
  if (word !== undefined && place.calls && functions.has(word)) return word
  const keyword = word !== undefined && columnOf(word) === undefined ? words.get(word.toLowerCase()) : undefined
  if (keyword) return keyword
  if (word !== undefined && place.calls) throw wrong(source, place.at, `calls ${word}${near(word, [...functions])}; it may call ${[...functions].join(', ')}`)
  const name = word ?? back?.replaceAll('``', '`') ?? double?.replaceAll('""', '"') ?? ''
  const column = columnOf(name)
  if (column === undefined) throw wrong(source, place.at, `names ${JSON.stringify(name)}, and the model has no such column`)
  return column
}

const near = (word: string, known: readonly string[]): string => {
  const found = nearest(word, known)
  return found ? ` (did you mean ${found}?)` : ''
}

function topLevelComma(parts: readonly string[]): boolean {
  let depth = 0
  for (const part of parts) {
    if (part === '(') depth++
    if (part === ')') depth--
    if (part === ',' && depth === 0) return true
  }
  return false
}

const wrong = (source: string, at: number, what: string): Failure =>
  new Failure('CONFIG', `the expression ${JSON.stringify(source.slice(0, 80))} ${what} (character ${at + 1})`)
