import { fork } from 'node:child_process'
import { openSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { openCaller } from './calls.ts'

/** A child process of the demo. */
export interface Part {
  call<Result>(name: string, argument?: unknown): Promise<Result>
  /** Ends it in order, and after `closeMs` without. Resolves when it is gone. */
  close(): Promise<void>
}

/** A child ends itself in eight seconds at the latest; this is for one that hangs. */
const closeMs = 12_000

/**
 * Starts `part-NAME` of this folder, compiled or not. What it prints goes to `log`. It ends by itself when this process is gone.
 *
 * @param name  model, agent, collector or flights
 */
export function startPart(name: string, log: string): Part {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const output = openSync(log, 'a')
  const child = fork(fileURLToPath(new URL(`./part-${name}.${ending}`, import.meta.url)), [], {
    stdio: ['ignore', output, output, 'ipc'],
    // Statements of the embedded engine run on these threads; files and sockets need some too.
    env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
  })
  const call = openCaller(child, `the ${name} process (see ${log})`)
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    call,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const timer = setTimeout(() => child.kill('SIGKILL'), closeMs)
      await call('close').catch(() => undefined) // it is going anyway: `gone` or the timer ends the wait
      await gone
      clearTimeout(timer)
    },
  }
}
