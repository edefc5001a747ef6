import Table from 'cli-table3'
import { printable } from '../command/printable.ts'
import { countText, type Entry, spanText } from './entry.ts'

/** A line a baseline, newest first. `next` says that there are older ones. */
export function listTable({ items, next }: { readonly items: readonly Entry[]; readonly next: string | null }): string {
  if (items.length === 0) return 'No baselines yet. Next: plimsoll baseline learn --help\n'
  const table = new Table({ head: ['hash', 'in use', 'model', 'version', 'rows', 'event time', 'learned from', 'reason'], style: { head: [], border: [] } })
  for (const one of items)
    table.push(
      [one.hash.slice(0, 12), one.active ? 'yes' : '', one.model, one.version, countText(one.rows), spanText(one.span), sourceText(one.source), one.reason].map(
        printable,
      ),
    )
  return `${table.toString()}\n${next === null ? '' : 'There are older ones.\n'}`
}

/** In lists a source is its text: the name of a file, or the word for a window. */
const sourceText = (source: unknown): string => (typeof source === 'string' ? source : '')
