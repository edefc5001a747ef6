import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { betaQuantile, lowerBeta } from '../../../detectors/math/beta.ts'
import { chiSquareUpperQuantile, chiSquareUpperTail } from '../../../detectors/math/chi-square.ts'
import { cauchyCombined } from '../../../detectors/math/combined.ts'
import { betaBinomialUpperTail, binomialUpperTail, hypergeometricUpperTail, poissonUpperTail } from '../../../detectors/math/counts.ts'
import { logGamma } from '../../../detectors/math/gamma.ts'
import { kolmogorovUpperTail } from '../../../detectors/math/kolmogorov.ts'
import { type Adjustment, adjust } from '../../../detectors/math/multiplicity.ts'
import { noncentralityInterval, noncentralLowerTail } from '../../../detectors/math/noncentral-chi-square.ts'
import { normal } from '../../../detectors/math/normal.ts'
import { clopperPearson, type Interval, wilson } from '../../../detectors/math/proportion.ts'
import { fUpperTail, studentUpperQuantile, studentUpperTail } from '../../../detectors/math/student.ts'
import { weightedChiSquareUpperTail } from '../../../detectors/math/weighted-chi-square.ts'

// Made with scipy 1.17.1, statsmodels 0.15.0 and mpmath; each vector names its source.
interface Vector {
  readonly id: string
  readonly detector: string
  readonly inputs: Readonly<Record<string, number | number[]>>
  readonly settings: { readonly function?: string; readonly method?: string }
  readonly expected: unknown
  readonly tolerance: { readonly rel: number; readonly abs: number }
}

const file = new URL('../../goldens/math-vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[]

/** Applies a function of scalars to inputs that are lists, in the given order. */
const over =
  (call: (...values: number[]) => number, ...names: string[]) =>
  ({ inputs }: Vector): number[] =>
    (inputs[names[0] as string] as number[]).map((_, row) => call(...names.map(name => (inputs[name] as number[])[row] as number)))

const ends = ({ low, high }: Interval): number[] => [low, high]

const functions: Readonly<Record<string, (vector: Vector) => unknown>> = {
  'math/norm sf': over(normal.upperTail, 'x'),
  'math/norm isf': over(normal.upperQuantile, 'p'),
  'math/chi2 sf': over(chiSquareUpperTail, 'x', 'df'),
  'math/chi2 isf': over(chiSquareUpperQuantile, 'p', 'df'),
  'math/ncx2 cdf': over(noncentralLowerTail, 'x', 'df', 'nc'),
  'math/ncx2 interval of the noncentrality': ({ inputs }) => {
    const { low, high } = noncentralityInterval(inputs['T'] as number, inputs['df'] as number, inputs['alpha'] as number)
    return { lo: low, hi: high }
  },
  'math/t sf': over(studentUpperTail, 't', 'df'),
  'math/t isf': over(studentUpperQuantile, 'p', 'df'),
  'math/f sf': over(fUpperTail, 'x', 'd1', 'd2'),
  'math/binom P(K >= k)': over(binomialUpperTail, 'k', 'n', 'p'),
  'math/poisson P(K >= k)': over(poissonUpperTail, 'k', 'mu'),
  'math/betabinom P(K >= k)': over(betaBinomialUpperTail, 'k', 'n', 'a', 'b'),
  'math/hypergeom P(K >= k)': over(hypergeometricUpperTail, 'k', 'total', 'good', 'draws'),
  'math/beta regularised incomplete': over(lowerBeta, 'x', 'a', 'b'),
  'math/beta inverse': over(betaQuantile, 'p', 'a', 'b'),
  'math/kolmogorov sf': over(kolmogorovUpperTail, 'x'),
  'math/lgamma ': over(logGamma, 'x'),
  'math/wchi2 ': ({ inputs }) => ({ p: weightedChiSquareUpperTail(inputs['lambda'] as number[], inputs['x'] as number) }),
  'math/proportion ': ({ inputs }) => {
    const [x, n] = [inputs['x'] as number, inputs['n'] as number]
    return { wilson: ends(wilson(x, n)), clopperPearson: ends(clopperPearson(x, n, inputs['alpha'] as number)) }
  },
  'math/combine ': ({ inputs }) => ({ p: cauchyCombined(inputs['p'] as number[]) }),
  'math/multiplicity ': ({ inputs, settings }) => {
    const adjusted = adjust(inputs['p'] as number[], settings.method as Adjustment)
    return { adjusted, reject: adjusted.map(p => p <= (inputs['alpha'] as number)) }
  },
}

/** Compares numbers at any depth: |got − wanted| ≤ rel·|wanted| + abs. */
function near(got: unknown, wanted: unknown, { rel, abs }: Vector['tolerance']): void {
  if (typeof wanted === 'number') return expect(Math.abs((got as number) - wanted)).toBeLessThanOrEqual(rel * Math.abs(wanted) + abs)
  if (typeof wanted !== 'object' || wanted === null) return expect(got).toBe(wanted)
  expect(Object.keys(got as object)).toEqual(Object.keys(wanted))
  for (const [key, value] of Object.entries(wanted)) near((got as Record<string, unknown>)[key], value, { rel, abs })
}

test.each(vectors)('$id', vector => {
  const call = functions[`${vector.detector} ${vector.settings.function ?? ''}`]
  near((call as (vector: Vector) => unknown)(vector), vector.expected, vector.tolerance)
})
