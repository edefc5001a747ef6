import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Engine, quoted } from '../../collector/store/store.ts'
import { type NumericRowsLine, numericRows, type RowsRequest } from '../../detectors/summaries/rows-select.ts'
import type { Statement } from '../../detectors/summaries/statement.ts'

/**
 * The lines of `numericRows`, handed over in a file of bytes, because to print and to read a million numbers takes longer than to sort them.
 *
 * @param folder  ours, where the engine may write
 * @param bound   values that the table of the request, where it is an expression, is made with
 */
export async function readNumbers(engine: Engine, folder: string, request: RowsRequest, bound: Statement['params'] = {}): Promise<NumericRowsLine[]> {
  const { sql, params } = numericRows(request)
  const path = join(folder, 'numbers.bin')
  try {
    await engine.write(`INSERT INTO FUNCTION file(${quoted(path)}, 'RowBinary') ${sql}`, { ...params, ...bound })
    return linesOf(await readFile(path))
  } finally {
    await rm(path, { force: true })
  }
}

function linesOf(bytes: Buffer): NumericRowsLine[] {
  const next = readerOf(bytes)
  const lines: NumericRowsLine[] = []
  while (next.more()) {
    const col = next.text()
    const number = (): number => next.numbers(1)[0] as number
    const rows = { n: number(), nulls: number(), nans: number(), bad: number() }
    const infinite = { pinf: number(), ninf: number(), above: number(), below: number() }
    lines.push({ col, ...rows, ...infinite, w: number(), w2: number(), x: next.numbers(next.length()), counts: next.numbers(next.length()) })
  }
  return lines
}

/** RowBinary: numbers as they lie in memory, texts and lists behind their length, which has seven bits a byte, the lowest first. */
function readerOf(bytes: Buffer) {
  let at = 0
  function length(): number {
    let [found, factor] = [0, 1]
    for (; (bytes[at] as number) >= 128; factor *= 128) found += ((bytes[at++] as number) & 127) * factor
    return found + (bytes[at++] as number) * factor
  }
  function take(size: number): Buffer {
    at += size
    return bytes.subarray(at - size, at)
  }
  return {
    more: () => at < bytes.length,
    length,
    text: () => take(length()).toString(),
    // Copied, because a list of numbers begins at any byte.
    numbers: (count: number) => new Float64Array(new Uint8Array(take(8 * count)).buffer),
  }
}
