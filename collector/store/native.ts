import { Failure } from '../../contract/index.ts'
import type { Block, BlockColumn } from './engine.ts'
import { Sink } from './native-sink.ts'
import { columnWriter } from './native-types.ts'

const nameOf = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * A block in ClickHouse's Native format (no block info, revision 0): number of columns, number of rows, then name, type and values of each column.
 * Parts share memory with the typed arrays of the block, so nothing may change them before they are written. NaN bits stay as they are.
 *
 * @throws Failure BUG when a column has not as many values as the block has rows, or a value does not fit its type
 */
export function encodeBlock(block: Block): Uint8Array[] {
  const sink = new Sink()
  sink.varint(block.columns.length)
  sink.varint(block.rows)
  for (const column of block.columns) encodeColumn(sink, column, block.rows)
  return sink.parts()
}

function encodeColumn(sink: Sink, column: BlockColumn, rows: number): void {
  if (!nameOf.test(column.name)) throw new Failure('BUG', 'a column of a block has a name that is not ours')
  sink.text(column.name)
  sink.text(column.type)
  columnWriter(column.type)(sink, column, rows)
}

/** Names of the columns, as the statement lists them; `encodeBlock` has checked them. */
export const columnList = (block: Block): string => block.columns.map(column => column.name).join(', ')
