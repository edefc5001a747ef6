import { dayMs, type Verdict } from '../../contract/index.ts'
import type { Message } from '../../examples/receiver/receiver.ts'
import { type BoardLine, lengths } from './board.ts'
import { describeFault, faultAt } from './faults.ts'
import type { Progress, Script } from './replay.ts'
import { padded, paint } from './screen.ts'
import { clockText, countText, momentText, signalText } from './words.ts'

/** What a page said, by alert: the newest message wins. */
export interface Page {
  readonly id: string
  readonly open: boolean
  readonly title: string
  /** Wall clock since the start, milliseconds. */
  readonly afterMs: number
}

/** Folds a message into the pages, in the order in which alerts opened. */
export function noteMessage(pages: Map<string, Page>, { event }: Message, afterMs: number): void {
  const data = (event['data'] ?? {}) as { id?: unknown; title?: unknown; state?: unknown }
  const id = textOf(data.id)
  const before = pages.get(id)
  pages.set(id, { id, open: data.state !== 'resolved', title: textOf(data.title), afterMs: before?.afterMs ?? afterMs })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export interface Frame {
  readonly script: Script
  readonly progress: Progress
  readonly board: readonly BoardLine[]
  readonly pages: Iterable<Page>
  readonly elapsedMs: number
  readonly rowsPerSecond: number
}

const cellOf = (verdict: Verdict | undefined): string => {
  if (verdict === 'alarm') return paint.bad('ALARM')
  if (verdict === 'calm') return paint.good('calm')
  return paint.faint(verdict === 'unsure' ? 'unsure' : '·')
}

const bar = (share: number, width: number): string =>
  paint.mark('━'.repeat(Math.round(share * width))) + paint.faint('─'.repeat(width - Math.round(share * width)))

const nameOf = (subject: string): string => (subject === '*' ? 'traffic and labels' : subject)

/** The live table, as lines. */
export function frameLines({ script, progress, board, pages, elapsedMs, rowsPerSecond }: Frame): string[] {
  const { calendar, faults } = script
  const doneMs = progress.atMs - calendar.fromMs
  const days = (calendar.toMs - calendar.fromMs) / dayMs
  const fault = faultAt(faults, progress.atMs)
  const head = `${paint.strong(momentText(progress.atMs + calendar.shiftMs))}  day ${Math.min(days, Math.floor(doneMs / dayMs) + 1)} of ${days}`
  const sent = `${countText(progress.rows)} rows sent, ${countText(rowsPerSecond)}/s, ${countText(progress.labels)} labels`
  return [
    `${head}   ${bar(Math.max(0, Math.min(1, doneMs / (calendar.toMs - calendar.fromMs))), 28)}   ${sent}   ${paint.faint(clockText(elapsedMs))}`,
    fault ? paint.warn(`injected now: ${describeFault(fault)}`) : paint.faint('injected now: nothing'),
    '',
    paint.faint(`${padded('', 20)}${lengths.map(length => padded(length, 9)).join('')}`),
    ...board.map(({ subject, verdicts, worst }) => {
      const cells = lengths.map(length => padded(cellOf(verdicts[length]), 9)).join('')
      return `${padded(nameOf(subject), 20)}${cells}${worst ? signalText(worst) : ''}`
    }),
    '',
    ...pageLines(pages),
  ]
}

function pageLines(pages: Iterable<Page>): string[] {
  const lines = Array.from(pages, ({ open, title, afterMs }) => {
    const when = paint.faint(clockText(afterMs))
    return open ? `${paint.bad('● open    ')} ${when}  ${title}` : `${paint.faint('○ resolved')} ${when}  ${paint.faint(title)}`
  })
  return lines.length === 0 ? [paint.faint('no alert yet')] : lines.slice(-8)
}
