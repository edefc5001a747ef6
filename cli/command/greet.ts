import type { Logger } from 'pino'
import type { Terminal } from './command.ts'
import { version } from './version.ts'

export interface Greeting {
  /** Name of the command. */
  readonly service: string
  /** What is where: a few words, and the address. */
  readonly places: readonly (readonly [what: string, where: string])[]
  readonly next: string
  /** What Ctrl-C does to what is under way. */
  readonly end: string
}

/** An address as it is typed into a browser; an IPv6 host stands in brackets. */
export const urlOf = (host: string, port: number): string => `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`

/** Tells a person who started a service where it listens and what to do next, and lets the log speak from then on. Says nothing into a pipe. */
export function greet(terminal: Terminal, log: Logger, greeting: Greeting): void {
  if (!terminal.live) return
  terminal.out(greetingText(greeting))
  log.level = 'info'
}

function greetingText({ service, places, next, end }: Greeting): string {
  const width = Math.max(...places.map(([what]) => what.length))
  const rows = places.map(([what, where]) => `  ${what.padEnd(width)}   ${where}\n`).join('')
  return `\nPlimsoll ${service} ${version()}\n\n${rows}\n  Next: ${next}\n  Ctrl-C ends it; ${end}\n\n`
}
