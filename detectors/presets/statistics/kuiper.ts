import type { Sides } from './sides.ts'

const terms = 20

/** Kuiper's law to the second order in 1/√n, n = N·n/(N+n): Stephens (1965), Biometrika 52. */
export function kuiperP(distance: number, { N, n }: Sides): number {
  const rows = (N * n) / (N + n)
  const square = rows * distance ** 2
  let [first, second] = [0, 0]
  for (let m = 1; m <= terms; m++) {
    const falling = Math.exp(-2 * m * m * square)
    first += 2 * (4 * m * m * square - 1) * falling
    second += m * m * (4 * m * m * square - 3) * falling
  }
  return Math.min(1, Math.max(0, first - ((8 * distance) / 3) * second))
}
