/** First in, first out, each step in constant time on average. */
export interface Fifo<Item> {
  readonly length: number
  push(item: Item): void
  peek(): Item | undefined
  shift(): Item | undefined
}

export function buildFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = []
  let first = 0
  return {
    get length() {
      return items.length - first
    },
    push: item => void items.push(item),
    peek: () => items[first],
    shift() {
      if (first === items.length) return undefined
      const item = items[first]
      items[first++] = undefined // what has left must not be kept alive
      // Cut only when half is empty, so that each item is moved once on average.
      if (first > 1024 && first * 2 > items.length) [items, first] = [items.slice(first), 0]
      return item
    },
  }
}
