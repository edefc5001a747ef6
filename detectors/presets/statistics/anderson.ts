import { type Sides, stepsOf } from './sides.ts'

/** Levels of the table of Scholz and Stephens, with their critical values for two samples: b₀ + b₁ + b₂. */
const levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001]
const critical = [
  0.675 - 0.245 - 0.105,
  1.281 + 0.25 - 0.305,
  1.645 + 0.678 - 0.362,
  1.96 + 1.149 - 0.391,
  2.326 + 1.822 - 0.396,
  2.573 + 2.364 - 0.345,
  3.085 + 3.615 - 0.154,
]

/**
 * SciPy's `anderson_ksamp` of two samples with midranks: the standardised statistic, and p between 0.001 and 0.25 by a parabola through the table.
 * Source: Scholz and Stephens (1987), K-sample Anderson–Darling tests, JASA 82.
 */
export function andersonSamples(sides: Sides): { readonly statistic: number; readonly pValue: number } {
  const { N, n } = sides
  const M = N + n
  let sum = 0
  for (const { rows, other, below, otherBelow } of stepsOf(sides)) {
    const tied = rows + other
    const middle = below + otherBelow + tied / 2
    const weight = tied / M / (middle * (M - middle) - (M * tied) / 4)
    sum += weight * ((M * (below + rows / 2) - middle * N) ** 2 / N + (M * (otherBelow + other / 2) - middle * n) ** 2 / n)
  }
  const statistic = (sum * (M - 1)) / M - 1
  const standardised = statistic / Math.sqrt(varianceOf(N, n))
  return { statistic: standardised, pValue: pOf(standardised) }
}

function varianceOf(N: number, n: number): number {
  const M = N + n
  const H = 1 / N + 1 / n
  let [h, g] = [0, 0]
  for (let i = 0; i < M - 2; i++) {
    h += 1 / (M - 1 - i)
    g += h / (i + 2)
  }
  h += 1
  const a = 4 * g - 6 + (10 - 6 * g) * H
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * H - 8 * h + 4 * g - 6
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * H + 4 * h
  const d = 4 * (2 * h + 6) - 8 * h
  return (a * M ** 3 + b * M ** 2 + c * M + d) / ((M - 1) * (M - 2) * (M - 3))
}

function pOf(statistic: number): number {
  if (statistic < (critical[0] as number)) return 0.25
  if (statistic > (critical.at(-1) as number)) return 0.001
  const [constant, slope, curve] = parabola(critical, levels.map(Math.log))
  return Math.exp(constant + slope * statistic + curve * statistic ** 2)
}

/** Least squares by orthogonal polynomials over the points. */
function parabola(xs: readonly number[], ys: readonly number[]): readonly [number, number, number] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const center = mean(xs)
  const u = xs.map(x => x - center)
  const [m2, m3] = [mean(u.map(x => x ** 2)), mean(u.map(x => x ** 3))]
  const second = u.map(x => x ** 2 - (m3 / m2) * x - m2)
  const slope = mean(u.map((x, at) => x * (ys[at] as number))) / m2
  const curve = mean(second.map((x, at) => x * (ys[at] as number))) / mean(second.map(x => x ** 2))
  const [constant, linear] = [mean(ys) - curve * m2, slope - (curve * m3) / m2]
  return [constant - linear * center + curve * center ** 2, linear - 2 * curve * center, curve]
}
