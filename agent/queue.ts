import { buildFifo } from './fifo.ts'

/** First in, first out, bounded in bytes. When full the oldest give way: a monitor needs fresh data. */
export interface Queue<Item> {
  /** Bytes of all that are held, those taken and not yet released included. */
  readonly bytes: number
  /** Bytes of those that wait. */
  readonly waitingBytes: number
  /** How many wait. */
  readonly length: number
  /** False when the item does not fit beside what has been taken. */
  push(item: Item): boolean
  /** The oldest items, together at most `bytesMax` (one always). Their bytes count until `release`. */
  take(bytesMax: number): Item[]
  release(items: readonly Item[]): void
}

/** @param dropped  told of every item that gave way */
export function buildQueue<Item extends { readonly bytes: number }>(bytesMax: number, dropped: (item: Item) => void): Queue<Item> {
  const waiting = buildFifo<Item>()
  let [waitingBytes, takenBytes] = [0, 0]
  const shift = (): Item | undefined => {
    const item = waiting.shift()
    waitingBytes -= item?.bytes ?? 0
    return item
  }
  return {
    get bytes() {
      return waitingBytes + takenBytes
    },
    get waitingBytes() {
      return waitingBytes
    },
    get length() {
      return waiting.length
    },
    push(item) {
      if (takenBytes + item.bytes > bytesMax) return false
      while (waitingBytes + takenBytes + item.bytes > bytesMax) {
        const oldest = shift()
        if (oldest) dropped(oldest)
      }
      waitingBytes += item.bytes
      waiting.push(item)
      return true
    },
    take(batchBytesMax) {
      const items: Item[] = []
      let bytes = 0
      for (let next = waiting.peek(); next && (items.length === 0 || bytes + next.bytes <= batchBytesMax); next = waiting.peek()) {
        bytes += next.bytes
        items.push(next)
        shift()
      }
      takenBytes += bytes
      return items
    },
    release(items) {
      for (const { bytes } of items) takenBytes -= bytes
    },
  }
}
