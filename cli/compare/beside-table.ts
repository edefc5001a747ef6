import Table from 'cli-table3'
import type { Reading } from '../../contract/index.ts'
import { printable } from '../command/printable.ts'
import type { Performance } from './performance.ts'
import { listed } from './plan.ts'
import { short, sidedThreshold, words } from './words.ts'

const shownMax = 12

/** Performance, metric by metric, worst first. */
export function tellPerformance({ readings, references }: Performance): string[] {
  if (readings.length === 0) return []
  const table = new Table({ head: ['metric', 'segment', 'verdict', 'reference', 'value', '95 % interval', 'alarms'], style: { head: [], border: [] } })
  for (const reading of readings.slice(0, shownMax)) {
    const { detector, subject, segment, verdict, reason, value, low, high } = reading
    table.push([
      subject === '*' ? detector : subject,
      printable(segment),
      verdict === 'unsure' ? `${words.unsure}: ${reason}` : words[verdict],
      short(references.get(reading) ?? null),
      short(value),
      low === null || high === null ? '–' : `${short(low)} to ${short(high)}`,
      sidedThreshold(reading),
    ])
  }
  const more = readings.length - shownMax
  return [`${table.toString()}${more > 0 ? `\nand ${more} more; --json has them all` : ''}`]
}

/** What the rules of other tools say: a line a tool. */
export function tellPresets({ readings, leftOut }: { readonly readings: readonly Reading[]; readonly leftOut: readonly string[] }): string[] {
  const byTool = Map.groupBy(readings, ({ detector }) => detector.slice(0, detector.indexOf('/')))
  const lines = Array.from(byTool, ([tool, said]) => {
    const alarms = new Set(said.filter(({ verdict }) => verdict === 'alarm').map(({ subject }) => subject))
    const silent = said.filter(({ verdict }) => verdict === 'unsure').length
    const found = alarms.size === 0 ? 'no alarm' : `alarm on ${listed([...alarms])}`
    return `By the rules of ${tool}: ${printable(found)}${silent > 0 ? `; of ${silent} readings it says nothing` : ''}.`
  })
  return leftOut.length === 0 ? lines : [...lines, `Too large for the rules of other tools: ${printable(listed(leftOut))}.`]
}
