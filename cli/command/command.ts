import type { Command as Program } from 'commander'
import type { Clock } from '../../contract/index.ts'

/** What a command may touch of the outside: handed in, so that tests run commands without a process. */
export interface Terminal {
  /** Standard output: data and results. */
  out(text: string): void
  /** Standard error: progress and complaints. */
  err(text: string): void
  /** A person is watching: colours and live tables are welcome. */
  readonly live: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts on SIGINT or SIGTERM; a command then ends in order. */
  readonly stop: AbortSignal
  readonly clock: Clock
}

export interface CommandInput {
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly terminal: Terminal
}

/** Exit codes that scripts may rely on. */
export const exitCodes = { done: 0, failed: 1, usage: 2, checkFailed: 3 } as const

/** One command: one file in `cli/`, default export. Its name is the file's. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** At least one line that can be typed as it stands. */
  readonly examples: readonly string[]
  /** What a person does next, one sentence. */
  readonly next: string
  /** Declares arguments and options on commander's object. */
  configure(program: Program): void
  /** @returns the exit code @throws Failure, which is printed as its message */
  run(input: CommandInput): Promise<number>
}

export const defineCommand = (command: Command): Command => Object.freeze(command)
