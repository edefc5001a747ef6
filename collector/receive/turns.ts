/**
 * Lets the pieces of one request wait for the store in few lanes at a time, so that a request of many days does not keep all
 * others out. Pieces of one lane go together, because one insert takes them all. After a failure no further lane is begun.
 */
export type Turns = (lane: string, work: () => Promise<void>) => Promise<void>

interface Ticket {
  readonly begin: () => void
  readonly abandon: (cause: unknown) => void
}

export function newTurns(lanesMax: number): Turns {
  /** Pieces under way, by lane. */
  const open = new Map<string, number>()
  const waiting = new Map<string, Ticket[]>()

  const enter = (lane: string): Promise<void> | undefined => {
    const running = open.get(lane)
    if (running !== undefined || open.size < lanesMax) {
      open.set(lane, (running ?? 0) + 1)
      return undefined
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const tickets = waiting.get(lane) ?? []
    tickets.push({ begin: resolve, abandon: reject })
    waiting.set(lane, tickets)
    return promise
  }

  const leave = (lane: string): void => {
    const left = (open.get(lane) ?? 1) - 1
    if (left > 0) {
      open.set(lane, left)
      return
    }
    open.delete(lane)
    for (const [next, tickets] of waiting) {
      waiting.delete(next)
      open.set(next, tickets.length)
      for (const ticket of tickets) ticket.begin()
      return
    }
  }

  const giveUp = (cause: unknown): void => {
    for (const tickets of waiting.values()) for (const ticket of tickets) ticket.abandon(cause)
    waiting.clear()
  }

  return async (lane, work) => {
    await enter(lane)
    try {
      await work()
    } catch (cause) {
      giveUp(cause)
      throw cause
    } finally {
      leave(lane)
    }
  }
}
