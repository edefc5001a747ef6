import { Failure } from '../../contract/index.ts'

/** Runs work over a few connections, one piece at a time on each, in the order asked. */
export interface Lane<Connection> {
  /** @throws Failure OVERLOADED when `waitingMax` wait already */
  run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>
}

export function openLane<Connection>(connections: readonly Connection[], waitingMax: number): Lane<Connection> {
  const free = [...connections]
  const waiting: ((connection: Connection) => void)[] = []
  const running = new Set<Promise<unknown>>()

  function release(connection: Connection): void {
    const next = waiting.shift()
    if (next) next(connection)
    else free.push(connection)
  }
  function acquire(): Promise<Connection> {
    const connection = free.pop()
    if (connection !== undefined) return Promise.resolve(connection)
    if (waiting.length >= waitingMax) return Promise.reject(new Failure('OVERLOADED', `${waitingMax} statements wait for the store already`))
    return new Promise(resolve => void waiting.push(resolve))
  }
  async function run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await acquire()
    try {
      return await work(connection)
    } finally {
      release(connection)
    }
  }
  return {
    run(work) {
      const result = run(work)
      const settled: Promise<unknown> = Promise.allSettled([result]).then(() => running.delete(settled))
      running.add(settled)
      return result
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
