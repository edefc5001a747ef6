const chunkBytes = 1 << 16

/** Collects bytes: small writes into chunks of its own, large ones by reference. */
export class Sink {
  private readonly done: Uint8Array[] = []
  private chunk = Buffer.allocUnsafe(chunkBytes)
  private from = 0
  private at = 0

  varint(value: number): void {
    this.reserve(5)
    this.at = writeVarint(this.chunk, this.at, value)
  }

  text(value: string): void {
    // UTF-8 needs at most three bytes for each UTF-16 unit.
    this.reserve(5 + 3 * value.length)
    const length = this.chunk.write(value, this.at + 1, 'utf8')
    if (length < 0x80) {
      this.chunk[this.at] = length
      this.at += 1 + length
    } else this.moveText(length)
  }

  bytes(value: Uint8Array): void {
    if (value.length > 1024) {
      this.flush()
      this.done.push(value)
      return
    }
    this.reserve(value.length)
    this.chunk.set(value, this.at)
    this.at += value.length
  }

  parts(): Uint8Array[] {
    this.flush()
    return this.done
  }

  /** The text stands one byte after its place: its length needs more than that one byte. */
  private moveText(length: number): void {
    const size = length < 0x4000 ? 2 : length < 0x200000 ? 3 : length < 0x10000000 ? 4 : 5
    this.chunk.copyWithin(this.at + size, this.at + 1, this.at + 1 + length)
    this.at = writeVarint(this.chunk, this.at, length) + length
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.chunk.length) return
    this.flush()
    this.chunk = Buffer.allocUnsafe(Math.max(chunkBytes, bytes))
    this.from = 0
    this.at = 0
  }

  private flush(): void {
    if (this.at > this.from) this.done.push(this.chunk.subarray(this.from, this.at))
    this.from = this.at
  }
}

function writeVarint(into: Uint8Array, at: number, value: number): number {
  let rest = value
  let to = at
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) into[to++] = (rest % 0x80) | 0x80
  into[to++] = rest
  return to
}
