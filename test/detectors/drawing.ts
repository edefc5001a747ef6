import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Summaries, SummaryKind } from '../../contract/index.ts'
import { absentBits } from '../../detectors/summaries/absent.ts'

/** A generator of [0, 1) that a seed repeats. */
export function uniform(seed: number): () => number {
  const random = xoroshiro128plus(seed)
  return () => uniformFloat64(random)
}

export const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

const bits = new DataView(new ArrayBuffer(8))
export function absent(reason: keyof typeof absentBits): number {
  bits.setBigUint64(0, absentBits[reason])
  return bits.getFloat64(0)
}

/** One kind of summary: how it is drawn, merged, and what it looks like at its edges. */
export interface Sample<Kind extends SummaryKind> {
  /** Rows of the baseline's law. The same seed is the same draw, in another order when `shuffle` is set. */
  draw(seed: number, rows: number, shuffle?: boolean): Summaries[Kind]
  /** Rows of a law that differs in everything a detector of this kind looks at. */
  shifted(seed: number, rows: number): Summaries[Kind]
  merge(a: Summaries[Kind], b: Summaries[Kind]): Summaries[Kind]
  readonly edges: Readonly<Record<string, Summaries[Kind]>>
}

export const drawn = <Row>(seed: number, rows: number, row: (next: () => number) => Row): Row[] => {
  const next = uniform(seed)
  return Array.from({ length: rows }, () => row(next))
}

/** Another order of the same rows. */
export const reordered = <Row>(rows: readonly Row[], shuffle: boolean): Row[] =>
  shuffle ? [...rows.filter((_, at) => at % 3 === 1), ...rows.filter((_, at) => at % 3 !== 1).reverse()] : [...rows]
