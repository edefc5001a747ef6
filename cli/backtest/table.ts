import Table from 'cli-table3'
import { dayMs, hourMs, minuteMs } from '../../contract/index.ts'
import { printable } from '../command/printable.ts'
import type { Replay } from './replay.ts'
import { countedAlarms, type FoundFault, type Paging } from './told.ts'

const alarmsShown = 15

/** What a person reads: the sentence that matters, the windows that would have paged, and what other tools' rules would have done. */
export function backtestTable(replay: Replay, ours: Paging, presets: readonly Paging[]): string {
  return [sentence(replay, ours), alarmTable(replay), ...ours.faults.map(faultSentence), pagingTable([ours, ...presets]), ...notes(replay), '']
    .filter((part, index, all) => part !== '' || index === all.length - 1)
    .join('\n')
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function sentence({ windows, baselineRows, rows }: Replay, { alerts, perMonth }: Paging): string {
  const often =
    perMonth === null
      ? `${plural(alerts, 'time')} in ${plural(windows.length, 'window')}`
      : `${Number(perMonth.toPrecision(2))} times a month (${plural(alerts, 'alert')} in ${plural(windows.length, 'window')})`
  const unsure = windows.filter(
    ({ readings }) => readings.every(({ verdict }) => verdict !== 'alarm') && readings.some(({ verdict }) => verdict === 'unsure'),
  ).length
  const doubt = unsure > 0 ? ` In ${plural(unsure, 'window')} something could not be told.` : ''
  return `Learned from ${baselineRows} rows, judged ${rows.rows - baselineRows}: we would have paged you ${often}.${doubt}`
}

function alarmTable(replay: Replay): string {
  const alarms = countedAlarms(replay)
  if (alarms.length === 0) return ''
  const table = new Table({ head: ['window', 'rows', 'column', 'finding', 'value', 'threshold'], style: { head: [], border: [] } })
  const byWindow = [...Map.groupBy(alarms, ({ window, subject }) => `${window}|${subject}`).values()]
  for (const group of byWindow.slice(0, alarmsShown)) {
    const strongest = group.toSorted((a, b) => (a.reading.pValue ?? 1) - (b.reading.pValue ?? 1))[0]
    if (!strongest) continue
    const { from, rows } = replay.windows[strongest.window] ?? { from: '', rows: 0 }
    table.push([
      String(from).replace('T', ' ').replace(':00.000Z', ''),
      rows,
      printable(strongest.subject),
      strongest.reading.detector,
      short(strongest.reading.value),
      short(strongest.reading.threshold),
    ])
  }
  const more = byWindow.length - alarmsShown
  return `${table.toString()}${more > 0 ? `\nand ${more} more; --json has them all` : ''}`
}

const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString())

function faultSentence({ fault, found, delayMs, windows }: FoundFault): string {
  if (!found) return `Injected ${printable(fault)}: not found.`
  return `Injected ${printable(fault)}: found after ${delayMs === null ? plural(Math.ceil(windows ?? 0), 'window') : duration(delayMs)}.`
}

function duration(ms: number): string {
  if (ms >= 2 * dayMs) return `${(ms / dayMs).toFixed(1)} days`
  return ms >= 2 * hourMs ? `${(ms / hourMs).toFixed(1)} hours` : `${Math.round(ms / minuteMs)} minutes`
}

function pagingTable(pagings: readonly Paging[]): string {
  if (pagings.length < 2) return ''
  const table = new Table({ head: ['rules of', 'alerts', 'a month', 'windows that alarm', 'faults found'], style: { head: [], border: [] } })
  for (const { name, alerts, perMonth, falseAlarmRate, faults } of pagings)
    table.push([
      name,
      alerts,
      short(perMonth),
      `${(100 * falseAlarmRate).toFixed(1)} %`,
      faults.length === 0 ? '–' : `${faults.filter(({ found }) => found).length} of ${faults.length}`,
    ])
  return table.toString()
}

function notes({ timeline, rowAlarms }: Replay): string[] {
  return [
    ...(timeline.told ? [] : ['Each window is judged as production judges a day.']),
    ...(rowAlarms.length > 0 ? [`${plural(rowAlarms.length, 'alarm')} row by row, outside of the budget: --json has their rows.`] : []),
  ]
}
