import { styleText } from 'node:util'
import { type Logger, pino } from 'pino'
import type { Terminal } from './command.ts'
import { printable } from './printable.ts'

/**
 * The log of a service: JSON lines when piped, short sentences when a person is watching. For a person it begins with warnings, because
 * the greeting says what the first lines would.
 */
export function buildLog(terminal: Terminal): Logger {
  if (!terminal.live) return pino()
  return pino({ level: 'warn' }, { write: line => terminal.out(sentenceOf(JSON.parse(line) as Line)) })
}

interface Line {
  readonly level: number
  readonly time: number
  readonly msg?: string
  readonly err?: { readonly message?: string }
}

/** Time of the day, what is wrong if anything, and the sentence; of an error its own sentence too, never its stack. */
function sentenceOf({ level, time, msg = '', err }: Line): string {
  const text = [msg, err?.message ?? ''].filter(part => part !== '').join(': ')
  return `${new Date(time).toTimeString().slice(0, 8)}  ${urgency(level)}${printable(text)}\n`
}

function urgency(level: number): string {
  if (level >= 50) return `${styleText('red', 'error')}  `
  return level >= 40 ? `${styleText('yellow', 'warning')}  ` : ''
}
