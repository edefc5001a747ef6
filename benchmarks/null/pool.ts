import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { ResultOf, Task } from './tasks.ts'

/** A process for each core. */
export interface Pool {
  /** Results in the order of the tasks. `done` is told how many there are. */
  run<One extends Task>(tasks: readonly One[], done: (count: number) => void): Promise<ResultOf<One>[]>
  close(): void
}

export async function openPool(size: number = availableParallelism()): Promise<Pool> {
  const children = Array.from({ length: size }, () => fork(fileURLToPath(new URL('worker.ts', import.meta.url))))
  await Promise.all(children.map(child => answerOf(child)))
  return {
    async run<One extends Task>(tasks: readonly One[], done: (count: number) => void) {
      const results: ResultOf<One>[] = []
      let [next, finished] = [0, 0]
      const work = async (child: ChildProcess): Promise<void> => {
        while (next < tasks.length) {
          const index = next++
          child.send(tasks[index] as One)
          results[index] = (await answerOf(child)) as ResultOf<One>
          done(++finished)
        }
      }
      await Promise.all(children.map(work))
      return results
    },
    close() {
      for (const child of children) child.disconnect()
    },
  }
}

/** @throws Error when the process ends instead */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const exit = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a worker ended with ${code}`)
  })
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal: ended.signal }), exit])) as unknown[]
    return answer
  } finally {
    ended.abort()
    exit.catch(() => {}) // Its wait was called off: the answer is here.
  }
}
