import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { main } from '../../cli/index.ts'

export interface Result {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Long enough for a busy machine; whoever needs it was left running. */
const waitMsMax = 45_000

/**
 * Runs one command line as a real process to its end. The end is that of everything that holds its output, so a child left behind is found out.
 *
 * @throws Error when it does not end
 */
export async function runCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): Promise<Result> {
  const entry = new URL('../../bin/plimsoll.cjs', import.meta.url).pathname
  const options = { env: { ...process.env, ...env }, ...(cwd === undefined ? {} : { cwd }), stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] }
  const child = spawn(process.execPath, [entry, ...args], options)
  const closed = once(child, 'close')
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, waitMsMax)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  clearTimeout(timer)
  if (late) throw new Error(`${args.join(' ')} was still running after ${waitMsMax} ms:\n${out}${err}`)
  return { code: child.exitCode, out, err }
}

/** The same without a process, for what fails before anything is started. */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
  let [out, err] = ['', '']
  const terminal = {
    out: (said: string) => void (out += said),
    err: (said: string) => void (err += said),
    live: false,
    env,
    stop: new AbortController().signal,
    clock: Date.now,
  }
  return { code: await main(args, terminal), out, err }
}

/** What a person must find on stderr: this one sentence, and nothing of the machinery. */
export function expectSentence({ code, err }: Result, expected: { readonly code: number; readonly sentence: string }): void {
  expect({ code, err }).toEqual({ code: expected.code, err: `plimsoll: ${expected.sentence}\n` })
}
