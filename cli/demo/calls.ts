import type { ChildProcess } from 'node:child_process'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, type FailureCode } from '../../contract/index.ts'

/** Calls between the demo and its child processes, over the channel that `fork` opens. Arguments and results are JSON. */
interface Call {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

type Answer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly code: FailureCode; readonly message: string }

/** Longest time for ending in order. A store survives being cut off. */
const endMs = 8_000

export type Handlers = Readonly<Record<string, (argument: never) => Promise<unknown>>>

/** In the child: answers calls until the parent is gone or says `close`; then calls `end` once. Ctrl-C reaches the whole group, but the parent decides. */
export function answerCalls(handlers: Handlers, end: () => Promise<void>): void {
  process.on('SIGINT', () => undefined)
  let ended: Promise<void> | null = null
  // A call may still be under way, and would keep the process: it has nothing left to serve.
  const endOnce = (): Promise<void> => (ended ??= Promise.race([end(), wait(endMs)]).finally(() => process.exit()))
  process.on('message', (call: Call) => {
    const handler = call.name === 'close' ? endOnce : handlers[call.name]
    const answer = (message: Answer) => process.connected && process.send?.(message)
    const work = handler ? handler(call.argument as never) : Promise.reject(new Failure('BUG', `no such call: ${call.name}`))
    work.then(
      result => answer({ id: call.id, result: result ?? null }),
      (error: unknown) => answer({ id: call.id, ...failureOf(error) }),
    )
  })
  process.once('disconnect', () => void endOnce())
  process.once('SIGTERM', () => void endOnce())
}

const failureOf = (error: unknown): { code: FailureCode; message: string } =>
  error instanceof Failure
    ? { code: error.code, message: error.message }
    : { code: 'BUG', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }

/** In the parent: one caller a child. Every call that waits fails when the child ends. */
export function openCaller(child: ChildProcess, who: string): <Result>(name: string, argument?: unknown) => Promise<Result> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Failure): void }>()
  let ids = 0
  let gone: Failure | null = null
  child.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('code' in answer) one?.reject(new Failure(answer.code, `${who}: ${answer.message}`))
    else one?.resolve(answer.result)
  })
  child.once('exit', code => {
    gone = new Failure('BUG', `${who} ended with code ${code}`)
    for (const one of waiting.values()) one.reject(gone)
  })
  return <Result>(name: string, argument: unknown = null) =>
    new Promise<Result>((resolve, reject) => {
      if (gone) return reject(gone)
      const id = ids++
      waiting.set(id, { resolve: value => resolve(value as Result), reject })
      child.send({ id, name, argument } satisfies Call)
    })
}
