import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A small seed shows in the first numbers. */
const passedOver = 32

/** Numbers of [0, 1) that a seed repeats, 32 bits each. */
export function uniformDraws(seed: number): () => number {
  const generator = xoroshiro128plus(seed)
  for (let at = 0; at < passedOver; at++) generator.next()
  return () => (generator.next() >>> 0) / 2 ** 32
}

/** Standard normal numbers that a seed repeats, two at a time by Marsaglia's polar method. */
export function normalDraws(seed: number): () => number {
  const uniform = uniformDraws(seed)
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const number = kept
      kept = undefined
      return number
    }
    const [x, y, square] = inDisc(uniform)
    const size = Math.sqrt((-2 * Math.log(square)) / square)
    kept = y * size
    return x * size
  }
}

function inDisc(uniform: () => number): readonly [x: number, y: number, square: number] {
  for (;;) {
    const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1]
    const square = x * x + y * y
    if (square > 0 && square < 1) return [x, y, square]
  }
}
