import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A process of the road that serves: its first line that fits says so. */
export interface Served {
  readonly child: ChildProcess
  /** Fields of the line by which it said that it serves. */
  readonly ports: Readonly<Record<string, number>>
  /** Everything it printed, for the message of a test that fails. */
  log(): string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** Starts node with these arguments and waits until a line of JSON has `ready` among its fields. */
export async function serve(args: readonly string[], env: Readonly<Record<string, string>>, ready: string): Promise<Served> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: string[] = []
  const note = (line: string): void => {
    printed.push(line)
    if (printed.length > 500) printed.shift()
  }
  createInterface({ input: child.stderr }).on('line', note)
  const exited = once(child, 'exit')
  const ports = await new Promise<Record<string, number>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      note(line)
      if (line.startsWith('{') && line.includes(`"${ready}":`)) resolve(JSON.parse(line) as Record<string, number>)
    })
    exited.then(([code]) => reject(new Error(`${args.join(' ')} ended with ${String(code)}:\n${printed.join('\n')}`)), reject)
  })
  return {
    child,
    ports,
    log: () => printed.join('\n'),
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

/** Waits until `look` finds something, at most `ms`. @throws Error with what `explain` says */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, ms: number, explain: () => string): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`nothing after ${ms} ms: ${explain()}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
