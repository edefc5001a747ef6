import process from 'node:process'
import { isatty } from 'node:tty'
import { Command as Program } from 'commander'
import { Failure, nearest, readEntry, readRegistry } from '../contract/index.ts'
import { type Command, exitCodes, type Terminal } from './command/command.ts'
import { version } from './command/version.ts'

const isCommanderError = (error: unknown): error is Error & { exitCode: number } => error instanceof Error && 'exitCode' in error && 'code' in error

/** The folder is the registry: every file beside this one is a command. Only the one asked for is loaded, because a sidecar should not carry the collector. */
async function buildProgram(asked: string | undefined, terminal: Terminal, finish: (code: number) => void): Promise<Program> {
  const one = await readEntry<Command>(new URL('./', import.meta.url), asked ?? '')
  const commands = one ? [one] : (await readRegistry<Command>(new URL('./', import.meta.url))).values()
  const program = new Program('plimsoll')
    .description('Watches machine-learning models in production and pages you when, and only when, something is wrong')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: text => terminal.out(text), writeErr: text => terminal.err(text) })
    .addHelpText('after', '\nStart here:\n  $ plimsoll demo\n')
  for (const command of commands) add(program, command, { terminal, finish })
  return program
}

function add(program: Program, command: Command, { terminal, finish }: { terminal: Terminal; finish: (code: number) => void }): void {
  const inner = program
    .command(command.name)
    .description(command.summary)
    .copyInheritedSettings(program)
    .showHelpAfterError(`An example: plimsoll ${command.name} --help`)
  command.configure(inner)
  const examples = command.examples.map(example => `  $ ${example}`).join('\n')
  inner.addHelpText('after', `\nExamples:\n${examples}\n\nNext: ${command.next}\n`)
  inner.action(async () => finish(await command.run({ arguments: inner.args, options: inner.opts(), terminal })))
}

/** `plimsoll nonsense --help` must not look like help of nonsense. */
function refuseUnknown(program: Program, [asked]: readonly string[]): void {
  const known = program.commands.map(command => command.name())
  if (asked === undefined || asked.startsWith('-') || asked === 'help' || known.includes(asked)) return
  const meant = nearest(asked, known)
  throw new Failure('CONFIG', `unknown command ${asked}; ${meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`}`)
}

/** Runs one command line. @returns the exit code */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCodes.done
  try {
    const program = await buildProgram(argv[0], terminal, given => {
      code = given
    })
    refuseUnknown(program, argv)
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof Failure) {
      terminal.err(`plimsoll: ${error.message}\n`)
      return error.code === 'CONFIG' ? exitCodes.usage : exitCodes.failed
    }
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    throw error
  }
}

/** Whoever reads our output may go away (`| head`): that ends the command in silence, not with a stack. */
const endWhenNobodyReads = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.done)
}

function processTerminal(): Terminal {
  process.stdout.on('error', endWhenNobodyReads)
  const stop = new AbortController()
  // Who asks twice does not want to wait for an end in order.
  const end = (signal: string) => (stop.signal.aborted ? process.exit(exitCodes.failed) : stop.abort(signal))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    live: isatty(1),
    env: process.env,
    stop: stop.signal,
    clock: Date.now,
  }
}

/** What the entry calls: the process around `main`. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processTerminal())
}
