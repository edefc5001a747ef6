import Table from 'cli-table3'
import type { Baseline, ColumnProfile } from '../../collector/watch/baseline.ts'
import { printable } from '../command/printable.ts'
import { constraintsText } from './constraints-text.ts'
import { countText, type Entry, spanText, timeText } from './entry.ts'

export type Shown = Entry & Pick<Baseline, 'columns' | 'series' | 'dropped' | 'source' | 'notes'> & { readonly spans: readonly Entry['span'][] }

/** What was learned, for people: where it comes from, then a line a column. */
export function showTable(baseline: Shown): string {
  const table = new Table({ head: ['column', 'holds', 'role', 'n', 'missing', 'wrong type', 'values', 'wanted'], style: { head: [], border: [] } })
  for (const column of baseline.columns) {
    const { name, content, role, rows, missing, wrong } = column
    table.push(
      [name, content, role, countText(rows), shareText(missing, rows), shareText(wrong, rows), valuesText(column), constraintsText(column.constraints)].map(
        printable,
      ),
    )
  }
  const head = headOf(baseline).map(([what, said]) => `${what.padEnd(12)}${printable(said)}`)
  const notes = baseline.notes.map(note => `  - ${printable(note)}\n`).join('')
  return `${head.join('\n')}\n\n${table.toString()}\n${notes === '' ? '' : `\nWhat did not fit:\n${notes}`}`
}

function headOf(baseline: Shown): [what: string, said: string][] {
  const { source, series, dropped } = baseline
  const unwatched = dropped > 0 ? `; ${countText(dropped)} more of segments are not watched, because there are too many` : ''
  return [
    ['baseline', baseline.hash],
    ['model', `${baseline.model}${baseline.version === '' ? '' : `, version ${baseline.version}`}`],
    ['in use', baseline.active ? 'yes' : 'no, a later one is'],
    ['learned', `${timeText(baseline.learnedAt)} from ${originText(source)} (${baseline.reason})`],
    ['rows', countText(baseline.rows)],
    ['event time', baseline.spans.length > 1 ? baseline.spans.map(spanText).join('; ') : spanText(baseline.span)],
    ['judges', `${countText(series.length)} series${unwatched}`],
  ]
}

function originText(source: Baseline['source']): string {
  if (source.kind === 'window') return `a window of what was received${source.rule ? `, chosen by the rule ${source.rule.kind}` : ''}`
  return source.kind === 'file' ? `the file ${source.name}` : `${source.name}, a file of ${source.format}`
}

const shareText = (part: number, whole: number): string => (whole === 0 ? '–' : part === 0 ? '0' : `${short((100 * part) / whole)} %`)
const short = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(3))))

function valuesText({ numeric, category, rows, missing, wrong }: ColumnProfile): string {
  if (numeric) return numbersText(numeric)
  return category ? textsText(category, rows - missing - wrong) : ''
}

/** From the least to the most, and what 5, 50 and 95 of 100 rows stay below. */
function numbersText({ lo, hi, quantiles }: NonNullable<ColumnProfile['numeric']>): string {
  if (lo === null) return 'no number'
  const at = (share: string): string => short(quantiles[share] ?? null)
  return `${short(lo)} to ${short(hi)} (5 % below ${at('0.05')}, half below ${at('0.5')}, 95 % below ${at('0.95')})`
}

const topMax = 4
const nameMax = 24

/** The most frequent ones with their share of the values that are present. */
function textsText({ distinct, top }: NonNullable<ColumnProfile['category']>, present: number): string {
  const listed = top.slice(0, topMax).map(([text, rows]) => `${cut(text)} ${shareText(rows, present)}`)
  return `${countText(distinct)} different${listed.length > 0 ? `: ${listed.join(', ')}${distinct > topMax ? ', …' : ''}` : ''}`
}

const cut = (text: string): string => (text.length > nameMax ? `${text.slice(0, nameMax)}…` : text)
