import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Numbers of [0, 1) that a seed repeats. */
export function uniformDraws(seed: number): () => number {
  const generator = xoroshiro128plus(seed)
  return () => uniformFloat64(generator)
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
