/** P(K > x) for the Kolmogorov law, by whichever of its two series converges fast at x. */
export function kolmogorovUpperTail(x: number): number {
  if (x <= 0) return 1
  return x < 1.18 ? 1 - lowerTail(x) : alternating(x)
}

function lowerTail(x: number): number {
  const unit = (Math.PI * Math.PI) / (8 * x * x)
  let sum = 0
  for (let odd = 1; odd <= 9; odd += 2) sum += Math.exp(-odd * odd * unit)
  return (Math.sqrt(2 * Math.PI) / x) * sum
}

function alternating(x: number): number {
  let sum = 0
  for (let k = 5; k >= 1; k--) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return sum
}
