const stepsMax = 200

/**
 * Root of a continuous function between two points at which it has opposite signs, to the last bits of a double.
 *
 * Source: Chandrupatla (1997), Advances in Engineering Software 28: inverse quadratic steps where they are safe, else halving.
 *
 * @throws RangeError when the signs are equal
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a = { x: high, y: f(high) }
  let b = { x: low, y: f(low) }
  if (a.y === 0) return a.x
  if (b.y === 0) return b.x
  if (!(a.y > 0 !== b.y > 0)) throw new RangeError(`no change of sign between ${low} and ${high}`)
  let share = 0.5
  for (let step = 0; step < stepsMax; step++) {
    const x = b.x + share * (a.x - b.x)
    const point = { x, y: f(x) }
    const before = point.y > 0 === b.y > 0 ? b : a
    if (before === a) a = b
    b = point
    const best = Math.abs(b.y) < Math.abs(a.y) ? b : a
    const closest = toleranceAt(best.x) / Math.abs(a.x - b.x)
    if (closest > 0.5 || best.y === 0) return best.x
    share = Math.min(1 - closest, Math.max(closest, nextShare(a, b, before)))
  }
  return b.x
}

interface Point {
  readonly x: number
  readonly y: number
}

const toleranceAt = (x: number): number => 2 * Number.EPSILON * Math.abs(x) + Number.MIN_VALUE

/** Where between `b` and `a` to look next, as a share of the way. */
function nextShare(a: Point, b: Point, before: Point): number {
  const chi = (b.x - a.x) / (before.x - a.x)
  const phi = (b.y - a.y) / (before.y - a.y)
  if (!(phi * phi < chi && (1 - phi) * (1 - phi) < 1 - chi)) return 0.5
  const near = (b.y / (a.y - b.y)) * (before.y / (a.y - before.y))
  const far = ((before.x - b.x) / (a.x - b.x)) * (b.y / (before.y - b.y)) * (a.y / (before.y - a.y))
  return near + far
}

/**
 * An upper quantile: the x ≥ 0 at which a falling upper tail is p, found on the scale of ln p so that far tails keep their digits.
 * Infinity where no double is as far.
 */
export function upperQuantileOf(upperTail: (x: number) => number, p: number, start: number): number {
  if (p >= 1) return 0
  if (p <= 0) return Infinity
  const target = Math.log(p)
  const excess = (x: number): number => Math.log(Math.max(upperTail(x), Number.MIN_VALUE)) - target
  let high = Math.max(start, Number.MIN_VALUE)
  while (excess(high) > 0 && high < Number.MAX_VALUE / 4) high *= 2
  return excess(high) > 0 ? Infinity : findRoot(excess, 0, high)
}
