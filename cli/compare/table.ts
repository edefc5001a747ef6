import Table from 'cli-table3'
import type { Reading } from '../../contract/index.ts'
import { worstFirst } from './readings.ts'
import type { Compared } from './sides.ts'
import { sparkPair } from './spark.ts'

const colours = { alarm: 31, unsure: 33, calm: 32 } as const
const words = { alarm: 'changed', unsure: 'cannot tell', calm: 'no change' } as const

const paint = (text: string, colour: number, live: boolean): string => (live ? `\u001B[${colour}m${text}\u001B[0m` : text)
const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString())

/**
 * What a person reads: one line a column, worst first, both distributions drawn, and the sentence that matters.
 *
 * @param decided  readings of the detectors that decide; the others stand in the JSON
 */
export function compareTable(compared: Compared, decided: readonly Reading[], live: boolean): string {
  const table = new Table({ head: ['column', 'reference → current', 'verdict', 'strongest finding', 'value', 'threshold'], style: { head: [], border: [] } })
  for (const { column, worst } of byColumn(compared, decided)) {
    const [before, after] = sparkPair(column.reference, column.current)
    table.push([
      column.name,
      `${before} → ${after}`,
      paint(words[worst.verdict], colours[worst.verdict], live),
      finding(worst),
      short(worst.value),
      short(worst.threshold),
    ])
  }
  return `${table.toString()}\n${footer(compared, decided)}\n`
}

function byColumn(compared: Compared, readings: readonly Reading[]) {
  const ranked = worstFirst(readings)
  const rows = compared.columns.flatMap(column => {
    const worst = ranked.find(reading => reading.subject === column.name)
    return worst ? [{ column, worst }] : []
  })
  return rows.sort((a, b) => ranked.indexOf(a.worst) - ranked.indexOf(b.worst))
}

const finding = ({ detector, verdict, reason, smallest }: Reading): string => {
  if (verdict === 'alarm') return detector
  if (verdict === 'unsure') return smallest === null ? reason : `${reason} (would see ${short(smallest)})`
  return ''
}

function footer({ reference, current, notes }: Compared, readings: readonly Reading[]): string {
  const sentences = [sentenceOf('changed', subjectsOf(readings, 'alarm')), sentenceOf('could not be told', untold(readings))].filter(one => one !== '')
  const verdict =
    readings.length === 0 ? 'Nothing was judged: the detectors asked for only show, and there is --json for them.' : sentences.join(' ') || 'No column changed.'
  return [...notes, `${reference.rows} reference rows, ${current.rows} current rows. ${verdict}`].join('\n')
}

const subjectsOf = (readings: readonly Reading[], ...verdicts: readonly Reading['verdict'][]): string[] => [
  ...new Set(readings.filter(one => verdicts.includes(one.verdict)).map(one => one.subject)),
]

/** Columns of which nothing was found and something remains open. */
function untold(readings: readonly Reading[]): string[] {
  const changed = new Set(subjectsOf(readings, 'alarm'))
  return subjectsOf(readings, 'unsure').filter(subject => !changed.has(subject))
}

const sentenceOf = (what: string, subjects: readonly string[]): string =>
  subjects.length === 0 ? '' : `${subjects.length} column${subjects.length === 1 ? '' : 's'} ${what}: ${subjects.join(', ')}.`
