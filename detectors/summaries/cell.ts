/** Where a column's grid stands. Learned once; a cell is meaningless without it. */
export interface Grid {
  readonly center: number
  readonly scale: number
}

/** Cells of the infinities; all others lie between. */
const outermost = 4096
const first = 4064
const bits = new DataView(new ArrayBuffer(4))

/**
 * Symlog cell of z = (x − center) / scale, as SQL: sign(z) · (upper 14 bits of float32(1 + |z|) − 4064).
 *
 * Linear near 0, 32 cells an octave of 1 + |z| beyond; cell 0 holds (−1/32, 1/32), ±4096 hold the infinities.
 */
export const cellSql = (z: string): string =>
  `toInt16((toInt32(bitShiftRight(reinterpretAsUInt32(toFloat32(1 + abs(${z}))), 18)) - ${first}) * if(${z} < 0, -1, 1))`

/** Cell of a value, which must not be NaN: the twin of `cellSql`. */
export function cellOf(value: number, { center, scale }: Grid): number {
  const z = (value - center) / scale
  bits.setFloat32(0, 1 + Math.abs(z))
  return ((bits.getUint32(0) >>> 18) - first) * (z < 0 ? -1 : 1) + 0
}

/** 1 + |z| at the lower end of each cell: 32 equal steps in each octave. A list, because every cell that is read asks twice. */
const lowerEnds = Float64Array.from({ length: outermost + 1 }, (_, cell) => 2 ** Math.floor(cell / 32) * (1 + (cell % 32) / 32))
const lowerEnd = (cell: number): number => lowerEnds[cell] ?? Infinity

/** The middle of a cell in the column's unit; ±Infinity for the outermost. */
export function cellMiddle(cell: number, { center, scale }: Grid): number {
  const size = Math.abs(cell)
  if (size === 0) return center
  if (size >= outermost) return cell > 0 ? Infinity : -Infinity
  return center + Math.sign(cell) * scale * ((lowerEnd(size) + lowerEnd(size + 1)) / 2 - 1)
}

/** Width of a cell in the column's unit; 0 for the outermost, which hold one value each. */
export function cellWidth(cell: number, { scale }: Grid): number {
  const size = Math.abs(cell)
  if (size >= outermost) return 0
  return scale * (size === 0 ? 1 / 16 : lowerEnd(size + 1) - lowerEnd(size))
}
