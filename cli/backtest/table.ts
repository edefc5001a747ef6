import Table from 'cli-table3'
import type { Reading } from '../../contract/index.ts'
import { printable } from '../command/printable.ts'
import type { Replay } from './replay.ts'
import { duration, oftenText, plural, short, widthText } from './text.ts'
import { type CountedAlarm, countedAlarms, type FoundFault, type Paging, type ReplayedAlert } from './told.ts'
import { largerWindow, type Unsaid, unsaidOf } from './unsaid.ts'

const alertsShown = 15
/** Findings of an alert that a line names. */
const findingsShown = 3

/** What a person reads: how often, when and why we would have paged, what could not be told, and what other tools' rules would have done. */
export function backtestTable(replay: Replay, ours: Paging, presets: readonly Paging[]): string {
  return [
    learned(replay),
    paged(replay, ours),
    alertTable(replay, ours.alerts),
    ...ours.faults.map(faultSentence),
    ...unsaid(replay),
    pagingTable([ours, ...presets]),
    ...notes(replay),
    '',
  ]
    .filter((part, index, all) => part !== '' || index === all.length - 1)
    .join('\n')
}

function learned({ windows, baselineRows, rows, timeline }: Replay): string {
  const judged = windows.reduce((sum, window) => sum + window.rows, 0)
  const left = rows.rows - baselineRows - judged
  const rest = left > 0 ? ` The last ${plural(left, 'row')} fill no window.` : ''
  return `Learned from ${plural(baselineRows, 'row')}, judged ${plural(judged, 'row')} in ${plural(windows.length, 'window')} of ${widthText(timeline)}.${rest}`
}

/** How often in all, and what of it was wrong as far as anybody can know. */
function paged({ windows }: Replay, { alerts, perMonth, falsePerMonth, windows: alarming, faults }: Paging): string {
  const often = `${oftenText(alerts.length, perMonth)}: ${plural(alerts.length, 'alert')}, ${alarming} of ${plural(windows.length, 'window')} with an alarm.`
  if (alerts.length === 0) return often
  if (faults.length === 0) return `${often} Which of them were right the file does not say.`
  const inFault = alerts.filter(alert => alert.inFault).length
  return `${often} ${inFault} of them opened on an injected fault; ${alerts.length - inFault} did not, which are false if the rest of the file was quiet${falsePerMonth === null ? '' : ` (${short(falsePerMonth)} a month)`}.`
}

function alertTable(replay: Replay, alerts: readonly ReplayedAlert[]): string {
  if (alerts.length === 0) return ''
  const alarms = Map.groupBy(countedAlarms(replay), ({ window }) => window)
  const table = new Table({ head: ['from', 'to', 'windows', 'what', 'finding', 'value', 'threshold'], style: { head: [], border: [] } })
  for (const { first, last, windows } of alerts.slice(0, alertsShown)) {
    const found = Array.from({ length: last - first + 1 }, (_, index) => alarms.get(first + index) ?? []).flat()
    const strongest = strongestFirst(found)
    table.push([
      moment(replay.windows[first]?.from),
      moment(replay.windows[last]?.to),
      windows,
      subjects(strongest),
      lines(strongest, ({ detector }) => detector),
      lines(strongest, ({ value }) => short(value)),
      lines(strongest, ({ threshold }) => short(threshold)),
    ])
  }
  const more = alerts.length - alertsShown
  return `${table.toString()}${more > 0 ? `\nand ${plural(more, 'alert')} more; --json has them all` : ''}`
}

/** The strongest alarm of each subject, the strongest first. */
function strongestFirst(alarms: readonly CountedAlarm[]): Reading[] {
  const bySubject = Map.groupBy(alarms, ({ reading: { subject, segment } }) => JSON.stringify([subject, segment]))
  const doubt = ({ pValue }: Reading): number => pValue ?? 1
  return Array.from(bySubject.values(), list => list.map(({ reading }) => reading).toSorted((a, b) => doubt(a) - doubt(b))[0] as Reading).sort(
    (a, b) => doubt(a) - doubt(b),
  )
}

const lines = (readings: readonly Reading[], text: (reading: Reading) => string): string => readings.slice(0, findingsShown).map(text).join('\n')

function subjects(readings: readonly Reading[]): string {
  const more = readings.length - findingsShown
  const named = lines(readings, ({ subject, segment }) => printable(`${subject === '*' ? 'all rows' : subject}${segment === '' ? '' : ` (${segment})`}`))
  return more > 0 ? `${named}\nand ${more} more` : named
}

const moment = (at: string | number | undefined): string =>
  String(at ?? '')
    .replace('T', ' ')
    .replace(/(:00)?\.\d{3}Z$/, '')

function faultSentence({ fault, found, delayMs, windows }: FoundFault): string {
  if (!found) return `Injected ${printable(fault)}: not found.`
  return `Injected ${printable(fault)}: found after ${delayMs === null ? plural(Math.ceil(windows ?? 0), 'window') : duration(delayMs)}.`
}

/** What could not be told, why, and what would help. */
function unsaid(replay: Replay): string[] {
  const said = unsaidOf(replay)
  if (said.unsure === 0) return []
  const reasons = said.reasons.map(({ reason, readings }) => `${readings} times ${reasonText(reason)}`).join('; ')
  const how = said.unsure === said.readings ? 'Nothing could be told' : `Could not be told: ${said.unsure} of ${said.readings} readings`
  const size = replay.timeline.rowsCount ? '' : ` hold ${plural(said.rows, 'row')}`
  return [`${how}: windows of ${widthText(replay.timeline)}${size}; ${reasons}.${hint(replay, said)}`]
}

const reasonTexts = new Map([
  ['few rows', 'too few rows to say anything'],
  ['could not have seen the limit', 'a change that must not be missed could have been missed'],
  ['learning', 'nothing was known of how much quiet windows stray, which a baseline of 8 windows or more teaches'],
  ['cannot be said', 'there was nothing to compute it of'],
])
const reasonText = (reason: string): string => reasonTexts.get(reason) ?? reason

/** Of fewer windows of its own, what is quiet is only bounded. */
const learnedWindows = 8

function hint(replay: Replay, said: Unsaid): string {
  if (said.rowsWanted === null) return ''
  const option = largerWindow(said, replay)
  if (option === null) return ''
  const longer = replay.baselineRows < learnedWindows * said.rowsWanted ? `, with a baseline of ${learnedWindows} such windows or more` : ''
  return ` About ${Number(said.rowsWanted.toPrecision(2))} rows would do for most of it: try ${option}${longer}.`
}

function pagingTable(pagings: readonly Paging[]): string {
  if (pagings.length < 2) return ''
  const injected = pagings.some(({ faults }) => faults.length > 0)
  const head = ['rules of', 'alerts', 'a month', 'windows that alarm', ...(injected ? ['alerts in no fault', 'faults found'] : [])]
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const { name, alerts, perMonth, windows, faults } of pagings)
    table.push([
      name,
      alerts.length,
      short(perMonth),
      windows,
      ...(injected ? [alerts.filter(({ inFault }) => !inFault).length, `${faults.filter(({ found }) => found).length} of ${faults.length}`] : []),
    ])
  return table.toString()
}

function notes({ timeline, rowAlarms, labelDelayMs }: Replay): string[] {
  return [
    ...(labelDelayMs > 0 ? [`Labels come ${duration(labelDelayMs)} late: what they show is found as much later.`] : []),
    ...(timeline.told ? [] : ['Each window is judged as production judges a day.']),
    ...(rowAlarms.alarms.length > 0
      ? [
          `${plural(rowAlarms.alarms.length + rowAlarms.more, 'alarm')} row by row, outside of the budget: --json has their rows${rowAlarms.more > 0 ? ', the first 10000 of each column' : ''}.`,
        ]
      : []),
  ]
}
