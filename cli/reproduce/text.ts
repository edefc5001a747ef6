import type { Reproduction } from '../../contract/index.ts'
import { printable } from '../command/printable.ts'

const listed = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [title, ...items.map(item => `  ${printable(item)}`)])

/** What came out, in words. */
export function reproductionText({ signal, source, same, differences, gone, changed }: Reproduction): string {
  const { detector, subject, segment, window, value, n, verdict, baseline } = signal
  const where = `${detector} of ${subject}${segment === '' ? '' : ` where ${segment}`}`
  const outcome = same
    ? `The same came out, from ${source ?? 'nothing'}.`
    : source === null
      ? 'It cannot be computed again.'
      : `Something else came out, from ${source}.`
  return [
    printable(`${where}, ${window.from} to ${window.to}, revision ${signal.revision}`),
    `value ${String(value)} of ${n} rows: ${verdict}, against the baseline ${baseline.slice(0, 12)}`,
    outcome,
    ...listed('Different:', differences),
    ...listed('Gone:', gone),
    ...listed('Changed since:', changed),
    '',
  ].join('\n')
}
