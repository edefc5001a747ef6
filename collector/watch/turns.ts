import { Failure } from '../../contract/index.ts'

/** Work that people may have waiting: a baseline to be learned may hold an uploaded file of `uploadBytesMax` until its turn. */
export const waitingMax = 16

export interface Turns {
  /** After all that was there before. For who waits for one piece of work before the next. @throws Failure SHUTTING_DOWN */
  take<Result>(work: () => Promise<Result>): Promise<Result>
  /** The same for whoever asks. @throws Failure OVERLOADED when `waitingMax` are there already, SHUTTING_DOWN */
  ask<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits for what is under way; nothing more is taken. */
  close(): Promise<void>
}

/** One piece of work at a time, in the order in which it came. `refused` is told of each that was sent away. */
export function openTurns(refused: (reason: 'busy') => void): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let [waiting, closed] = [0, false]
  const take = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) return Promise.reject(new Failure('SHUTTING_DOWN', 'The watch is closing'))
    const result = last.then(work, work)
    last = result.catch(() => undefined)
    return result
  }
  return {
    take,
    async ask(work) {
      if (waiting >= waitingMax) {
        refused('busy')
        throw new Failure('OVERLOADED', `${waitingMax} baselines wait for their turn already; ask again`)
      }
      waiting++
      try {
        return await take(work)
      } finally {
        waiting--
      }
    },
    async close() {
      closed = true
      await last
    },
  }
}
