import { Reading } from '../../contract/index.ts'
import { worstFirst } from './readings.ts'
import type { Report } from './table.ts'

const fields = Object.keys(Reading.properties) as (keyof Reading)[]

/**
 * The document that scripts rely on, written reading by reading, because of a wide file it is longer than a text may be:
 * `{"reference":{"rows"},"current":{"rows"},"readings":[Reading…],"summary":{"alarms","unsure","columns"}}`, readings worst first. The summary
 * counts what decides, so that one change is not counted once a distance.
 */
export function writeDocument({ compared, schema, rows, columns, performance, presets, decides }: Report, write: (text: string) => void): void {
  const readings = worstFirst([
    ...(schema ? [schema] : []),
    ...rows,
    ...performance.readings,
    ...columns.flatMap(column => column.readings),
    ...presets.readings,
  ])
  const { reference, current } = compared
  write(`{"reference":${JSON.stringify({ rows: reference.rows })},"current":${JSON.stringify({ rows: current.rows })},"readings":[`)
  for (const [place, reading] of readings.entries()) write(`${place > 0 ? ',' : ''}${JSON.stringify(reading, fields)}`)
  const count = (verdict: Reading['verdict']): number => readings.filter(one => one.verdict === verdict && decides(one)).length
  write(`],"summary":${JSON.stringify({ alarms: count('alarm'), unsure: count('unsure'), columns: columns.length })}}\n`)
}
