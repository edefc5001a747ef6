import Table from 'cli-table3'
import type { Reading } from '../../contract/index.ts'
import { printable } from '../command/printable.ts'
import { tellPerformance, tellPresets } from './beside-table.ts'
import type { Performance } from './performance.ts'
import { listed } from './plan.ts'
import { type JudgedColumn, worstFirst } from './readings.ts'
import { strangersOf } from './schema.ts'
import type { Compared } from './sides.ts'
import { finderOf, short, words } from './words.ts'

const colours = { alarm: 31, unsure: 33, calm: 32 } as const

const paint = (text: string, colour: number, live: boolean): string => (live ? `\u001B[${colour}m${text}\u001B[0m` : text)

/** What is told of a comparison. */
export interface Report {
  readonly compared: Compared
  /** On the columns themselves; null when it was not asked for. */
  readonly schema: Reading | null
  /** On whole rows. */
  readonly rows: readonly Reading[]
  readonly columns: readonly JudgedColumn[]
  /** On scores with their labels. */
  readonly performance: Performance
  /** What the rules of other tools say, beside ours, and the columns that were too large for them. */
  readonly presets: { readonly readings: readonly Reading[]; readonly leftOut: readonly string[] }
  /** Whether a reading decides; the others stand in the JSON. */
  readonly decides: (reading: Reading) => boolean
}

/** What a person reads: what is new or gone, one line a column, worst first, both distributions drawn, and the sentence that matters. */
export function compareTable(report: Report, live: boolean): string {
  const table = new Table({ head: ['column', 'reference → current', 'verdict', 'strongest finding', 'value', 'threshold'], style: { head: [], border: [] } })
  for (const { column, worst } of byWorst(report)) {
    table.push([
      printable(column.name),
      column.sparks.join(' → '),
      paint(words[worst.verdict], colours[worst.verdict], live),
      finding(worst, column.name),
      short(worst.value),
      short(worst.threshold),
    ])
  }
  return [
    ...head(report, live),
    ...(table.length > 0 ? [table.toString()] : []),
    ...tellPerformance(report.performance),
    ...tellPresets(report.presets),
    footer(report),
    '',
  ].join('\n')
}

/** What became of the columns themselves, where nothing else says it. */
export const columnNotes = ({ compared, schema }: Pick<Report, 'compared' | 'schema'>): string[] =>
  (schema?.notes ?? []).filter(note => !compared.notes.includes(note)).map(note => `columns ${note}`)

/** Above the table stands what its lines cannot say. */
function head({ compared, schema, rows }: Report, live: boolean): string[] {
  const changed = rows.filter(({ verdict }) => verdict === 'alarm')
  return [
    ...columnNotes({ compared, schema }).map(note => paint(printable(note), schema?.verdict === 'alarm' ? colours.alarm : colours.calm, live)),
    ...compared.notes.map(printable),
    ...(changed.length === 0
      ? []
      : [paint(`whole rows changed: ${changed.map(one => `${one.detector} ${short(one.value)}`).join(', ')}`, colours.alarm, live)]),
  ]
}

export const performanceChanged = ({ performance, decides }: Report): boolean => performance.readings.some(one => one.verdict === 'alarm' && decides(one))

function byWorst({ columns, decides }: Report) {
  const rows = columns.flatMap(column => {
    const [worst] = worstFirst(column.readings.filter(decides))
    return worst ? [{ column, worst }] : []
  })
  // Changed columns stand by what they add to the change of all, the others by how near they are to it.
  const ranked = new Map(worstFirst(rows.map(({ worst }) => worst)).map((reading, place) => [reading, place]))
  const place = ({ worst }: (typeof rows)[number]): number => ranked.get(worst) ?? 0
  return rows.sort((a, b) => (a.worst.verdict === 'alarm' && b.worst.verdict === 'alarm' ? b.column.effect - a.column.effect : 0) || place(a) - place(b))
}

const finding = (worst: Reading, column: string): string => {
  const { segment, verdict, reason, smallest } = worst
  const where = segment === '' ? '' : ` where ${printable(segment)}`
  if (verdict === 'alarm') return `${printable(finderOf(worst, column))}${where}`
  if (verdict === 'unsure') return `${reason}${smallest === null ? '' : ` (would see ${short(smallest)})`}${where}`
  return ''
}

function footer(report: Report): string {
  const { reference, current } = report.compared
  const { missing, added } = strangersOf(report.compared)
  const gone = new Set(missing)
  const found = report.columns.map(({ name, readings }) => ({ name, verdicts: new Set(readings.filter(report.decides).map(one => one.verdict)) }))
  const named = (test: (verdicts: ReadonlySet<Reading['verdict']>) => boolean): string[] =>
    found.filter(({ name, verdicts }) => !gone.has(name) && test(verdicts)).map(({ name }) => name)
  const sentences = [
    sentenceOf(
      'changed',
      named(verdicts => verdicts.has('alarm')),
    ),
    sentenceOf('missing', missing),
    sentenceOf('new', added),
    sentenceOf(
      'could not be told',
      named(verdicts => verdicts.has('unsure') && !verdicts.has('alarm')),
    ),
    ...(performanceChanged(report) ? ['Performance changed.'] : []),
    ...(current.rows === 0 ? ['The current file has a header and no rows.'] : []),
  ].filter(one => one !== '')
  const judged = found.some(({ verdicts }) => verdicts.size > 0)
  const nothing = judged ? [] : ['Nothing was judged: the detectors asked for only show, and there is --json for them.']
  const verdict = [...sentences, ...nothing].join(' ') || 'No column changed.'
  return `${reference.rows} reference rows, ${current.rows} current rows. ${verdict}`
}

const sentenceOf = (what: string, subjects: readonly string[]): string =>
  subjects.length === 0 ? '' : `${subjects.length} column${subjects.length === 1 ? '' : 's'} ${what}: ${printable(listed(subjects))}.`
