import { Buffer } from 'node:buffer'

/** Protobuf wire format being written: one growing buffer and how far it is filled. */
export interface ProtobufWriter {
  buffer: Buffer
  at: number
}

const wire = { varint: 0, fixed64: 1, delimited: 2 } as const
const varintBytesMax = 10

export const buildWriter = (): ProtobufWriter => ({ buffer: Buffer.allocUnsafe(4096), at: 0 })

/** What was written, in memory of exactly its size. */
export const written = ({ buffer, at }: ProtobufWriter): Buffer => Buffer.from(buffer.subarray(0, at))

/** @param value  0 or more, at most 2^53 */
export function writeVarint(writer: ProtobufWriter, field: number, value: number): void {
  writeKey(writer, field * 8 + wire.varint, varintBytesMax)
  writeRaw(writer, value)
}

export function writeFixed64(writer: ProtobufWriter, field: number, value: bigint): void {
  writeKey(writer, field * 8 + wire.fixed64, 8)
  writer.at = writer.buffer.writeBigUInt64LE(value, writer.at)
}

export function writeDouble(writer: ProtobufWriter, field: number, value: number): void {
  writeKey(writer, field * 8 + wire.fixed64, 8)
  writer.at = writer.buffer.writeDoubleLE(value, writer.at)
}

/** UTF-8; a lone surrogate becomes the replacement character. */
export function writeText(writer: ProtobufWriter, field: number, value: string): void {
  const bytes = Buffer.byteLength(value)
  writeKey(writer, field * 8 + wire.delimited, varintBytesMax + bytes)
  writeRaw(writer, bytes)
  writer.at += writer.buffer.write(value, writer.at)
}

export function writeBytes(writer: ProtobufWriter, field: number, value: Uint8Array): void {
  writeKey(writer, field * 8 + wire.delimited, varintBytesMax + value.length)
  writeRaw(writer, value.length)
  writer.buffer.set(value, writer.at)
  writer.at += value.length
}

/** A nested message. One byte is left for its length, which is known afterwards; longer messages are moved up. */
export function writeMessage(writer: ProtobufWriter, field: number, write: () => void): void {
  writeKey(writer, field * 8 + wire.delimited, varintBytesMax)
  const start = writer.at
  writer.at += 1
  write()
  const length = writer.at - start - 1
  const moved = varintBytes(length) - 1
  reserve(writer, moved)
  if (moved > 0) writer.buffer.copyWithin(start + 1 + moved, start + 1, writer.at)
  writer.at = start
  writeRaw(writer, length)
  writer.at += length
}

function writeKey(writer: ProtobufWriter, key: number, valueBytes: number): void {
  reserve(writer, varintBytesMax + valueBytes)
  writeRaw(writer, key)
}

function writeRaw(writer: ProtobufWriter, value: number): void {
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) writer.buffer[writer.at++] = (rest % 0x80) | 0x80
  writer.buffer[writer.at++] = rest
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}

function reserve(writer: ProtobufWriter, bytes: number): void {
  if (writer.at + bytes <= writer.buffer.length) return
  const larger = Buffer.allocUnsafe(Math.max(writer.buffer.length * 2, writer.at + bytes))
  writer.buffer.copy(larger, 0, 0, writer.at)
  writer.buffer = larger
}
