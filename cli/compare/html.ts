import type { Reading } from '../../contract/index.ts'
import { escaped } from './escaped.ts'
import type { Performance } from './performance.ts'
import { drawShape } from './picture.ts'
import { type JudgedColumn, worstFirst } from './readings.ts'
import { columnNotes, performanceChanged, type Report } from './table.ts'
import { finderOf, short, sidedThreshold, words } from './words.ts'

const marks = { alarm: '▲', unsure: '?', calm: '✓' } as const

interface Ranked {
  readonly column: JudgedColumn
  readonly worst: Reading | undefined
  /** Of the change of all columns together. */
  readonly share: number
}

const rank = { alarm: 0, unsure: 1, calm: 2 } as const

/** Worst first: by verdict, then by what the column adds to the change of all. */
function rankedColumns({ columns, decides }: Report): Ranked[] {
  const all = columns.reduce((sum, { effect }) => sum + effect, 0)
  const ranked = columns.map(column => ({ column, worst: worstFirst(column.readings.filter(decides))[0], share: all > 0 ? column.effect / all : 0 }))
  const place = ({ worst }: Ranked): number => (worst ? rank[worst.verdict] : 3)
  return ranked.sort((a, b) => place(a) - place(b) || b.share - a.share)
}

/** One page that needs nothing else: both distributions of every column, what was found, and how sure that is; light and dark. */
export function writeHtml(report: Report, files: readonly [reference: string, current: string], write: (text: string) => void): void {
  const ranked = rankedColumns(report)
  const { reference, current } = report.compared
  write(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(files[0])} against ${escaped(files[1])}</title><style>${style}</style></head><body><main>
<h1>${headline(ranked)}${performanceChanged(report) ? '; performance changed' : ''}</h1>
<p class="files"><span class="key before"></span>${escaped(files[0])}, ${rowsText(reference.rows)} <span class="key after"></span>${escaped(files[1])}, ${rowsText(current.rows)}</p>
${newsOf(report)}`)
  write(rowsCard('whole rows', report.rows))
  write(performanceCard(report.performance))
  write(rowsCard('rules of other tools', report.presets.readings))
  for (const one of ranked) write(columnCard(one, report))
  write(
    '<p class="foot">Worst first: by verdict, then by share of the change of all columns (w², less what quiet rows show). Rows taken as independent.</p></main></body></html>\n',
  )
}

const rowsText = (rows: number): string => `${rows.toLocaleString('en')} rows`

function headline(ranked: readonly Ranked[]): string {
  const count = (verdict: Reading['verdict']): number => ranked.filter(({ worst }) => worst?.verdict === verdict).length
  const [alarms, unsure] = [count('alarm'), count('unsure')]
  const changed = alarms === 0 ? 'No column changed' : `${alarms} of ${ranked.length} columns changed`
  return `${changed}${unsure > 0 ? `, ${unsure} could not be told` : ''}`
}

function newsOf({ compared, schema }: Report): string {
  const notes = [...columnNotes({ compared, schema }), ...compared.notes]
  return notes.length === 0 ? '' : `<ul class="news">${notes.map(note => `<li>${escaped(note)}</li>`).join('')}</ul>`
}

function columnCard({ column, worst, share }: Ranked, { decides }: Report): string {
  const verdict = worst?.verdict ?? 'unsure'
  const readings = worstFirst(column.readings)
  const part = share >= 0.005 ? `<span class="share">${Math.round(100 * share)} % of all change</span>` : ''
  return `<section class="${verdict}"><header><h2>${escaped(column.name) || '(no name)'}</h2><b class="verdict">${marks[verdict]} ${words[verdict]}</b>${part}</header>
<div class="row">${drawShape(column.shape)}<div class="table"><table><thead><tr>${readingHead}</tr></thead><tbody>${readings
    .filter(decides)
    .map(one => readingRow(one, column.name))
    .join('')}</tbody></table>${beside(
    readings.filter(reading => !decides(reading)),
    column.name,
  )}</div></div></section>
`
}

const readingHead = '<th>finding<th>value<th>95 % interval<th>threshold<th>verdict'

/** Readings that are not of one column, and the worst of their verdicts. */
function rowsCard(title: string, readings: readonly Reading[]): string {
  const rows = worstFirst(readings)
  return tableCard(title, rows, {
    head: readingHead,
    row: one => readingRow(one.subject === '*' ? one : { ...one, detector: `${one.detector} ${one.subject}` }, one.subject),
  })
}

/** Metrics beside what they were, and on which side they alarm. */
function performanceCard({ readings, references }: Performance): string {
  const head = '<th>metric<th>reference<th>value<th>95 % interval<th>alarms<th>verdict'
  const row = (one: Reading): string => {
    const name = one.subject === '*' ? one.detector : one.subject
    return tableRow(one, { name, before: `<td>${short(references.get(one) ?? null)}`, threshold: sidedThreshold(one) })
  }
  return tableCard('performance', readings, { head, row })
}

/** @param rows  worst first */
function tableCard(title: string, rows: readonly Reading[], { head, row }: { readonly head: string; readonly row: (reading: Reading) => string }): string {
  const [worst] = rows
  if (!worst) return ''
  return `<section class="${worst.verdict}"><header><h2>${title}</h2><b class="verdict">${marks[worst.verdict]} ${words[worst.verdict]}</b></header>
<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table></div></section>
`
}

const beside = (readings: readonly Reading[], column: string): string =>
  readings.length === 0
    ? ''
    : `<details><summary>${readings.length} more distances and tests, shown beside</summary><table><tbody>${readings.map(one => readingRow(one, column)).join('')}</tbody></table></details>`

const readingRow = (reading: Reading, column: string): string =>
  tableRow(reading, { name: finderOf(reading, column), before: '', threshold: short(reading.threshold) })

/** @param of  name and threshold as texts; `before` is made already */
function tableRow(
  { segment, value, low, high, verdict, reason }: Reading,
  of: { readonly name: string; readonly before: string; readonly threshold: string },
): string {
  const interval = low === null || high === null ? '–' : `${short(low)} to ${short(high)}`
  return `<tr class="${verdict}"><td>${escaped(segment === '' ? of.name : `${of.name} where ${segment}`)}${of.before}<td>${short(value)}<td>${interval}<td>${of.threshold}<td title="${escaped(reason)}">${marks[verdict]} ${words[verdict]}</tr>`
}

const style = `:root{color-scheme:light dark;--ink:#1c2024;--soft:#5f6770;--page:#f6f7f9;--card:#fff;--line:#dfe3e8;--before:#8a94a0;--after:#2f6fd0;--alarm:#b3261e;--unsure:#8a5a00;--calm:#1b7340}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a0a8b2;--page:#14171a;--card:#1d2125;--line:#343a41;--before:#77818d;--after:#6fa8ff;--alarm:#ff8a80;--unsure:#f2c14e;--calm:#74d69a}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}main{max-width:1080px;margin:0 auto;padding:28px 20px}
h1{font-size:26px;margin:0 0 6px}.files,.foot{color:var(--soft)}.key{display:inline-block;width:12px;height:12px;border-radius:3px;margin:0 6px 0 12px;vertical-align:-1px}.files .key:first-child{margin-left:0}.before{background:var(--before)}.after{background:var(--after)}
.news{padding:10px 14px 10px 32px;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--unsure);border-radius:8px}
section{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--calm);border-radius:8px;padding:14px 18px;margin:14px 0}section.alarm{border-left-color:var(--alarm)}section.unsure{border-left-color:var(--unsure)}
header{display:flex;gap:14px;align-items:baseline;flex-wrap:wrap}h2{font-size:17px;margin:0;overflow-wrap:anywhere}.share{margin-left:auto;color:var(--soft)}
section.alarm .verdict,tr.alarm td:last-child{color:var(--alarm)}section.unsure .verdict,tr.unsure td:last-child{color:var(--unsure)}section.calm .verdict,tr.calm td:last-child{color:var(--calm)}
.row{display:flex;gap:24px;flex-wrap:wrap;align-items:flex-start;margin-top:8px}.row svg{flex:0 0 360px;width:360px;max-width:100%}.table{flex:1 1 420px;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}th{text-align:left;font-weight:500;color:var(--soft)}td,th{padding:3px 10px 3px 0;white-space:nowrap}td:first-child{white-space:normal;overflow-wrap:anywhere;min-width:140px}tbody tr{border-top:1px solid var(--line)}details{margin-top:8px}summary{cursor:pointer;color:var(--soft)}
svg .b{fill:var(--before)}svg .a{fill:var(--after)}svg text{fill:var(--soft);font:11px system-ui,sans-serif}svg line{stroke:var(--line)}`
