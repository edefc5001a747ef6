import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { normalDraws, uniformDraws } from '../../detectors/math/draws.ts'

/** Two files that a person may hand over, and what is true of them. */
export interface TortureCase {
  readonly name: string
  readonly reference: string
  readonly current: string
  /** Columns that changed; silence on any of them is wrong. */
  readonly changed: readonly string[]
  /** Columns on which either is fair. */
  readonly either?: readonly string[]
  /** What a clear refusal names. `must`: whatever else is said would be of something that nobody wrote. */
  readonly refusal?: { readonly names: RegExp; readonly must: boolean }
}

interface Row {
  readonly x: number | string | null
  readonly c: string | null
}

const rowsOf = (seed: number, count: number): Row[] => {
  const [normal, uniform] = [normalDraws(seed), uniformDraws(seed + 100)]
  const category = (u: number): string => (u < 0.6 ? 'a' : u < 0.9 ? 'b' : 'c')
  return Array.from({ length: count }, () => ({ x: normal(), c: category(uniform()) }))
}

const csv = (rows: readonly Row[]): string => `x,c\n${rows.map(({ x, c }) => `${x ?? ''},${c ?? ''}\n`).join('')}`
const nothing = { x: null, c: null } as const
const missing = /missing|empty|null|no (present )?values|nan/i
const small = /empty|0 rows|no rows|no data|few|at least|not enough/i

/** Windows of 1,000 rows beside a reference of 3,000, as other tools' torture has been measured. */
function windows(quiet: readonly Row[]): (Omit<TortureCase, 'reference' | 'current'> & { readonly rows: readonly Row[] })[] {
  const changing = (how: (row: Row, at: number) => Row): Row[] => quiet.map(how)
  return [
    { name: 'quiet', rows: quiet, changed: [] },
    { name: 'no rows', rows: [], changed: [], refusal: { names: small, must: false } },
    { name: '1 row', rows: quiet.slice(0, 1), changed: [], refusal: { names: small, must: false } },
    { name: '3 rows', rows: quiet.slice(0, 3), changed: [], refusal: { names: small, must: false } },
    { name: 'all missing', rows: changing(() => nothing), changed: ['x', 'c'], refusal: { names: missing, must: false } },
    { name: 'half missing', rows: changing((row, at) => (at % 2 ? row : nothing)), changed: ['x', 'c'] },
    { name: '5 infinities', rows: changing((row, at) => (at < 5 ? { ...row, x: 'inf' } : row)), changed: [], either: ['x'] },
    { name: '10 % new category', rows: changing((row, at) => (at < 100 ? { ...row, c: 'NEW' } : row)), changed: ['c'] },
    { name: 'constant', rows: changing(() => ({ x: 0, c: 'a' })), changed: ['x', 'c'] },
    {
      name: 'words where numbers were',
      rows: changing(row => ({ ...row, x: 'about one' })),
      changed: ['x'],
      refusal: { names: /number|numeric|column.{0,20}\bx\b/i, must: false },
    },
    { name: 'shift by 1e15', rows: changing(row => ({ ...row, x: Number(row.x) + 1e15 })), changed: ['x'] },
    { name: 'one row 1,000 times', rows: changing(() => quiet[0] ?? nothing), changed: ['x', 'c'] },
  ]
}

const days = (form: (year: string, month: string, day: string) => string): string =>
  `day,c\n${rowsOf(4, 1000)
    .map(({ c }, at) => `${form(...(new Date(Date.UTC(2025, 0, 1 + (at % 700))).toISOString().slice(0, 10).split('-') as [string, string, string]))},${c}\n`)
    .join('')}`

const wide = (seed: number, columns: number, rows: number): string => {
  const normal = normalDraws(seed)
  const line = () => Array.from({ length: columns }, () => normal().toFixed(3)).join(',')
  return `${Array.from({ length: columns }, (_, at) => `n${at}`).join(',')}\n${Array.from({ length: rows }, line).join('\n')}\n`
}

const many = (from: number, rows: number): string =>
  `key,c\n${rowsOf(6, rows)
    .map(({ c }, at) => `k${from + at},${c}\n`)
    .join('')}`

/** How large the widest and the longest file is. */
export interface TortureSize {
  readonly columns: number
  readonly categories: number
}

/** Writes the files of every case into a folder. */
export function tortureCases(folder: string, { columns, categories }: TortureSize): TortureCase[] {
  const write = (name: string, body: string | Uint8Array): string => {
    const path = join(folder, name.replaceAll(/[^a-z0-9.]+/gi, '-'))
    writeFileSync(path, body)
    return path
  }
  const quiet = rowsOf(2, 1000)
  const reference = write('reference.csv', csv(rowsOf(1, 3000)))
  const against = (name: string, file: string, body: string | Uint8Array, truth: Omit<TortureCase, 'name' | 'reference' | 'current'>): TortureCase => ({
    name,
    reference,
    current: write(file, body),
    ...truth,
  })
  const whole = gzipSync(csv(quiet))
  const iso = write(
    'days.csv',
    days((year, month, day) => `${year}-${month}-${day}`),
  )
  return [
    ...windows(quiet).map(({ name, rows, ...truth }) => against(name, `${name}.csv`, csv(rows), truth)),
    against('a column gone', 'gone.csv', csv(quiet).replaceAll(/^[^,\n]*,/gm, ''), { changed: ['x'], refusal: { names: /\bx\b/, must: false } }),
    against('decimal commas', 'commas.csv', `x;c\n${quiet.map(({ x, c }) => `${String(x).replace('.', ',')};${c}\n`).join('')}`, { changed: [] }),
    against('Latin-1', 'latin.csv', Buffer.from(`${csv(quiet)}1,café\n`, 'latin1'), { changed: [], refusal: { names: /utf-?8/i, must: true } }),
    against('a header that names x twice', 'twice.csv', csv(quiet).replace('x,c', 'x,x'), { changed: [], refusal: { names: /twice|duplicate/i, must: true } }),
    against('an empty file', 'nothing.csv', '', { changed: [], refusal: { names: /empty|no columns to parse/i, must: true } }),
    against('gzip cut short', 'cut.csv.gz', whole.subarray(0, whole.length / 2), {
      changed: [],
      refusal: { names: /cut short|ended before|truncated/i, must: true },
    }),
    against('no column in common', 'strangers.csv', csv(quiet).replace('x,c', 'u,v'), { changed: [], refusal: { names: /common|\bx\b/i, must: true } }),
    ...[(y: string, m: string, d: string) => `${d}/${m}/${y}`, (y: string, m: string, d: string) => `${d}.${m}.${y}`].map((form, at) => ({
      name: `dates as ${form('2026', '01', '31')}`,
      reference: iso,
      current: write(`days-${at}.csv`, days(form)),
      changed: [],
    })),
    {
      name: `${columns} columns`,
      reference: write('wide-a.csv', wide(7, columns, 200)),
      current: write('wide-b.csv', wide(8, columns, 200)),
      changed: [],
    },
    {
      name: `${categories} categories, new ones each time`,
      reference: write('many-a.csv', many(0, categories)),
      current: write('many-b.csv', many(categories, categories)),
      changed: [],
    },
  ]
}
