import { type Column, type ColumnSide, columnOf, type Inference, type ModelSchema, type Values } from '../../contract/index.ts'
import { type Block, type BlockColumn, storedId } from '../store/store.ts'
import { type ColumnWriter, newWriter } from './column-writers.ts'
import { newSpill, type Spill } from './spill.ts'

/** Inferences of one batch that go into one table. */
export interface Batched {
  /** 128 bits. */
  readonly batch: bigint
  readonly inferences: readonly Inference[]
}

export interface Assembled {
  readonly block: Block
  readonly wrongValues: number
}

type Writers = Readonly<Record<ColumnSide, ReadonlyMap<string, ColumnWriter>>>

export const rowsOf = (inferences: readonly Inference[]): number => inferences.reduce((rows, inference) => rows + inference.batchSize, 0)

/**
 * Columns of inferences as one block of their row table. A value of the wrong type is missing there with the bits that say
 * so, kept in the spill map, and its column named in `wrong`; a value without a column is kept in the spill map.
 */
export function assemble(schema: ModelSchema, batches: readonly Batched[], receivedMs: number): Assembled {
  const inferences = batches.flatMap(batch => batch.inferences)
  const rows = rowsOf(inferences)
  const writers = schema.columns.map(column => newWriter(column, rows))
  const spill = newSpill(rows)
  fillValues(inferences, bySide(writers), spill)
  const envelope = envelopeColumns(batches, columnOf(schema, 'entity'), rows)
  const received: BlockColumn = { name: 'received', type: "DateTime64(3, 'UTC')", values: new BigInt64Array(rows).fill(BigInt(receivedMs)) }
  const columns = [...envelope, received, ...spill.finish(), ...writers.map(writer => writer.finish())]
  return { block: { rows, columns }, wrongValues: spill.wrongValues }
}

function bySide(writers: readonly ColumnWriter[]): Writers {
  const of = (side: ColumnSide) => new Map(writers.filter(({ column }) => column.side === side).map(writer => [writer.column.name, writer]))
  return { input: of('input'), output: of('output'), segment: of('segment') }
}

function fillValues(inferences: readonly Inference[], writers: Writers, spill: Spill): void {
  let start = 0
  for (const { inputs, outputs, segments, batchSize } of inferences) {
    for (const [name, values] of inputs) fill(values, { side: 'input', name, start, writer: writers.input.get(name) }, spill)
    for (const [name, values] of outputs) fill(values, { side: 'output', name, start, writer: writers.output.get(name) }, spill)
    for (const [name, text] of segments)
      fill(
        Array.from({ length: batchSize }, () => text),
        { side: 'segment', name, start, writer: writers.segment.get(name) },
        spill,
      )
    start += batchSize
  }
}

interface Place {
  readonly side: ColumnSide
  readonly name: string
  readonly start: number
  readonly writer: ColumnWriter | undefined
}

function fill(values: Values, to: Place, spill: Spill): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    const fits = to.writer ? to.writer.set(to.start + index, value) : value === null
    if (!fits) spill.add(to.start + index, { side: to.side, name: to.name, value }, to.writer !== undefined)
  }
}

function envelopeColumns(batches: readonly Batched[], entity: Column | undefined, rows: number): BlockColumn[] {
  const ids = Buffer.alloc(16 * rows)
  const batchIds = Buffer.alloc(16 * rows)
  const refs: string[] = []
  const entities: string[] = []
  const indexes = new Uint32Array(rows)
  const times = new BigInt64Array(rows)
  const weights = new Float64Array(rows)
  let start = 0
  for (const { batch, inferences } of batches) {
    for (const inference of inferences) {
      const end = start + inference.batchSize
      const { id, ref } = storedId(inference.id)
      ids.fill(id.replaceAll('-', ''), 16 * start, 16 * end, 'hex')
      batchIds.fill(littleEndian(batch), 16 * start, 16 * end)
      times.fill(inference.atNs, start, end)
      weights.fill(1 / inference.samplingRatio, start, end)
      for (let row = 0; row < inference.batchSize; row++) {
        indexes[start + row] = row
        refs.push(ref)
        entities.push(entityOf(inference, row, entity))
      }
      start = end
    }
  }
  return [
    { name: 'id', type: 'UUID', values: ids },
    { name: 'ref', type: 'String', values: refs },
    { name: 'row', type: 'UInt32', values: indexes },
    { name: 'ts', type: "DateTime64(9, 'UTC')", values: times },
    { name: 'batch', type: 'UInt128', values: batchIds },
    { name: 'entity', type: 'String', values: entities },
    { name: 'weight', type: 'Float64', values: weights },
  ]
}

function littleEndian(batch: bigint): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, batch), 0)
  bytes.writeBigUInt64LE(batch >> 64n, 8)
  return bytes
}

/** As sent, else the value of the input that was declared to be the entity. */
function entityOf(inference: Inference, row: number, entity: Column | undefined): string {
  const value = inference.entityIds[row] ?? (entity && inference.inputs.get(entity.name)?.[row])
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
}
