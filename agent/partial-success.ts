/** Reads one varint. @returns the value and where it ended; values beyond 2^53 lose their last digits, which nobody counts on here */
function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let [value, scale, at] = [0, 1, from]
  for (; at < bytes.length && at - from < 10; at++) {
    const byte = bytes[at] as number
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) break
  }
  return { value, end: at + 1 }
}

const skipped = new Map([
  [1, 8],
  [5, 4],
])

/** Field 1 of a protobuf message: a number, or where its bytes are. Undefined when absent or cut off. */
function firstField(bytes: Uint8Array): number | Uint8Array | undefined {
  let at = 0
  while (at < bytes.length) {
    const key = readVarint(bytes, at)
    const [field, type] = [Math.floor(key.value / 8), key.value % 8]
    const fixed = skipped.get(type)
    const inner = fixed === undefined ? readVarint(bytes, key.end) : { value: 0, end: key.end + fixed }
    if (type === 2) {
      if (field === 1) return bytes.subarray(inner.end, inner.end + inner.value)
      at = inner.end + inner.value
    } else if (type === 0 && field === 1) return inner.value
    else at = inner.end
  }
  return undefined
}

/** Records that an ExportLogsServiceResponse says were refused: `partial_success` (1) → `rejected_log_records` (1); 0 for anything else. */
export function readRejected(response: Uint8Array): number {
  const partial = firstField(response)
  const rejected = partial instanceof Uint8Array ? firstField(partial) : undefined
  return typeof rejected === 'number' ? rejected : 0
}
