import { Reading } from '../../contract/index.ts'
import type { Fault } from './faults.ts'
import type { Replay } from './replay.ts'
import { countedAlarms, type Paging } from './told.ts'

const fields = Object.keys(Reading.properties) as (keyof Reading)[]
const plain = (reading: Reading): Partial<Reading> => Object.fromEntries(fields.map(field => [field, reading[field]]))

/**
 * The document that scripts rely on: `{"windows":[{"from","to","rows","readings"}],"alarms":[…],"falseAlarmRate"}`. An alarm is a reading with the `window`
 * that it is of; one that came row by row has its `row`. `injected` and `presets` only where they were asked for.
 */
export function writeDocument(
  replay: Replay,
  told: { readonly ours: Paging; readonly presets: readonly Paging[]; readonly faults: readonly Fault[] },
  write: (text: string) => void,
): void {
  write('{"windows":[')
  for (const [index, { readings, from, to, rows }] of replay.windows.entries())
    write(`${index > 0 ? ',' : ''}${JSON.stringify({ from, to, rows, readings: readings.map(plain) })}`)
  const ends = (window: number) => ({ from: replay.windows[window]?.from, to: replay.windows[window]?.to })
  const alarms = [
    ...countedAlarms(replay).map(({ window, reading }) => ({ ...plain(reading), window: ends(window) })),
    ...replay.rowAlarms.map(({ row, ...reading }) => ({ ...plain(reading), row })),
  ]
  const extra = {
    ...(told.faults.length > 0 ? { injected: told.ours.faults } : {}),
    ...(told.presets.length > 0 ? { presets: told.presets } : {}),
  }
  write(`],"alarms":${JSON.stringify(alarms)},"falseAlarmRate":${JSON.stringify(told.ours.falseAlarmRate)}`)
  for (const [name, value] of Object.entries(extra)) write(`,${JSON.stringify(name)}:${JSON.stringify(value)}`)
  write('}\n')
}
