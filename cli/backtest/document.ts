import { Reading } from '../../contract/index.ts'
import type { Fault } from './faults.ts'
import type { Replay } from './replay.ts'
import { countedAlarms, type Paging, waitMs } from './told.ts'

const fields = Object.keys(Reading.properties) as (keyof Reading)[]
const plain = (reading: Reading): Partial<Reading> => Object.fromEntries(fields.map(field => [field, reading[field]]))

/**
 * The document that scripts rely on: `{"windows":[{"from","to","rows","readings"}],"alarms":[…],"falseAlarmRate","alerts","perMonth"}`. An alarm is a
 * reading with the `window` that it is of, and when it would have been known (`at`: labels come late); one that came row by row has its `row`.
 * `injected` and `presets` only where they were asked for; `rowAlarmsLeftOut` only where more came row by row than are printed.
 */
export function writeDocument(
  replay: Replay,
  told: { readonly ours: Paging; readonly presets: readonly Paging[]; readonly faults: readonly Fault[] },
  write: (text: string) => void,
): void {
  write('{"windows":[')
  for (const [index, { readings, from, to, rows }] of replay.windows.entries())
    write(`${index > 0 ? ',' : ''}${JSON.stringify({ from, to, rows, readings: readings.map(plain) })}`)
  const alarms = [
    ...countedAlarms(replay).map(({ window, reading }) => ({
      ...plain(reading),
      window: { from: replay.windows[window]?.from, to: replay.windows[window]?.to },
      at: later(replay.windows[window]?.to, waitMs(replay, reading.detector)),
    })),
    ...replay.rowAlarms.alarms.map(({ row, ...reading }) => ({ ...plain(reading), row })),
  ]
  const { alerts, perMonth, faults } = pagingOf(replay, told.ours)
  const extra = {
    alerts,
    perMonth,
    ...(told.faults.length > 0 ? { injected: faults } : {}),
    ...(replay.rowAlarms.more > 0 ? { rowAlarmsLeftOut: replay.rowAlarms.more } : {}),
    ...(told.presets.length > 0 ? { presets: told.presets.map(preset => pagingOf(replay, preset)) } : {}),
  }
  write(`],"alarms":${JSON.stringify(alarms)},"falseAlarmRate":${JSON.stringify(told.ours.falseAlarmRate)}`)
  for (const [name, value] of Object.entries(extra)) write(`,${JSON.stringify(name)}:${JSON.stringify(value)}`)
  write('}\n')
}

/** Alerts by the ends of their windows instead of the windows' numbers. */
const pagingOf = ({ windows }: Replay, paging: Paging) => ({
  ...paging,
  alerts: paging.alerts.map(({ first, last, ...alert }) => ({ from: windows[first]?.from, to: windows[last]?.to, ...alert })),
})

const later = (at: string | number | undefined, waitsMs: number): string | number | undefined =>
  typeof at === 'string' ? new Date(Date.parse(at) + waitsMs).toISOString() : at
