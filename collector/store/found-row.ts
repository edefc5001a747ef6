import type { Column } from '../../contract/index.ts'
import { absentBits, absentText } from '../../detectors/summaries/absent.ts'

/** A row as people know it. Columns go by the sender's names, and those are data: a Map by side. */
export interface FoundRow {
  /** As in tables; `inferenceId` is what the sender called it. */
  readonly id: string
  readonly inferenceId: string
  readonly row: number
  /** Event time, nanoseconds since 1970. */
  readonly atNs: bigint
  readonly receivedMs: number
  readonly entity: string
  readonly weight: number
  /** `null` where the value is missing or of the wrong type. */
  readonly inputs: ReadonlyMap<string, number | string | null>
  readonly outputs: ReadonlyMap<string, number | string | null>
  /** By which the row is split: columns that are declared so, which are inputs too, and segments that were sent beside. */
  readonly segments: ReadonlyMap<string, number | string | null>
  /** Values without a column or of the wrong type. */
  readonly spill: ReadonlyMap<string, string>
  /** Names of the columns whose value was of the wrong type. */
  readonly wrong: readonly string[]
}

/** The same as the engine writes it. */
export interface FoundRowText {
  readonly id: string
  readonly ref: string
  readonly row: number
  readonly atNs: string
  readonly receivedMs: string
  readonly entity: string
  readonly weight: number
  readonly numbers: readonly string[]
  readonly texts: readonly string[]
  readonly spill: readonly (readonly [string, string])[]
  readonly wrong: readonly string[]
}

const ofType = (columns: readonly Column[], type: Column['type']): readonly Column[] => columns.filter(column => column.type === type)

/** Numbers travel as their bits: JSON knows neither NaN, nor which of them, nor infinity. The spill map travels as pairs. */
export function storedColumns(columns: readonly Column[]): string {
  const numbers = ofType(columns, 'numeric').map(column => `reinterpretAsUInt64(${column.physical})`)
  const texts = ofType(columns, 'category').map(column => column.physical)
  return [
    'id, ref, row, entity, weight, wrong',
    'toUnixTimestamp64Nano(ts) AS atNs, toUnixTimestamp64Milli(received) AS receivedMs',
    `[${numbers.join(', ')}] AS numbers`,
    `[${texts.join(', ')}]::Array(String) AS texts`,
    'arrayZip(mapKeys(spill), mapValues(spill)) AS spill',
  ].join(', ')
}

export function readFound(columns: readonly Column[], text: FoundRowText): FoundRow {
  const values = new Map<Column, number | string | null>()
  ofType(columns, 'numeric').forEach((column, at) => values.set(column, numberOf(text.numbers[at] ?? '0')))
  ofType(columns, 'category').forEach((column, at) => values.set(column, textOf(text.texts[at] ?? '')))
  const valuesOf = (which: (column: Column) => boolean) => new Map(columns.filter(which).map(column => [column.name, values.get(column) ?? null]))
  return {
    id: text.id,
    inferenceId: text.ref || text.id,
    row: text.row,
    atNs: BigInt(text.atNs),
    receivedMs: Number(text.receivedMs),
    entity: text.entity,
    weight: text.weight,
    inputs: valuesOf(({ side }) => side === 'input'),
    outputs: valuesOf(({ side }) => side === 'output'),
    segments: valuesOf(({ side, segment }) => segment || side === 'segment'),
    spill: new Map(text.spill),
    wrong: text.wrong,
  }
}

const scratch = new DataView(new ArrayBuffer(8))

function numberOf(bits: string): number | null {
  const value = BigInt(bits)
  if (value === absentBits.missing || value === absentBits.wrong) return null
  scratch.setBigUint64(0, value)
  return scratch.getFloat64(0)
}

const textOf = (text: string): string | null => (text === absentText.missing || text === absentText.wrong ? null : text)
