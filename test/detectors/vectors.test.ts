import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { distanceCasesOf } from './distance-cases.ts'
import { multivariateCasesOf } from './multivariate-cases.ts'
import { casesOf, type Vector } from './vector-cases.ts'

const vectors = JSON.parse(readFileSync(new URL('../goldens/detector-vectors.json', import.meta.url), 'utf8')) as Vector[]

/** Left out, each for a reason that is not a number. */
const leftOut = new Map([
  ['drift-wasserstein-cells-lin', 'a cell here is a value or a fine grid cell; nothing is interpolated inside'],
  ['drift-wasserstein-cells-cross', 'as above'],
  ['drift-wasserstein-cells-same', 'as above'],
  ['drift-energy-cells-lin', 'as above'],
  ['drift-energy-cells-cross', 'as above'],
  ['drift-energy-cells-same', 'as above'],
  ['drift-default-numeric', 'calibration decides which statistic speaks for a column; no pair of them is joined'],
  ['drift-default-numeric-cap', 'as above'],
  ['drift-mmd-exact', 'features meet the exact kernel within 1/√D only: mmd.test.ts'],
  ['performance-auc-ovr', 'scores of one positive class only'],
  ['performance-brier-multiclass', 'as above'],
  ['performance-logloss-multiclass', 'as above'],
])

/** Expectations that are not shown by the detector: other laws, and what follows from the rest. */
const notShown = new Set(['expectedUnderNull', 'debiased', 'expectedDivergenceUnderNull', 'pScipyAsymp', 'se', 'z', 'deequRobust', 'pSatterthwaite'])
/** So few rows that every verdict is unsure. */
const notShownOf = new Set(['drift/cvm pExact'])

function expectNear(got: unknown, want: unknown, { rel, abs }: Vector['tolerance'], what: string): void {
  if (Array.isArray(want)) {
    const list = got as unknown[]
    expect(list.length, what).toBe(want.length)
    for (const [at, one] of want.entries()) expectNear(list[at], one, { rel, abs }, `${what}[${at}]`)
  } else if (typeof want === 'number') {
    expect(typeof got, `${what} is ${String(got)}`).toBe('number')
    expect(Math.abs((got as number) - want), `${what}: ${String(got)} for ${want}`).toBeLessThanOrEqual(abs + rel * Math.abs(want))
  } else expect(got, what).toBe(want)
}

const allCases = new Map([...casesOf, ...distanceCasesOf, ...multivariateCasesOf])

describe.each([...allCases])('%s', (name, run) => {
  const own = vectors.filter(vector => vector.detector === name && !leftOut.has(vector.id))
  it.each(own.map(vector => [vector.id, vector] as const))('%s', (_, vector) => {
    const got = run(vector)
    for (const [key, want] of Object.entries(vector.expected)) {
      if (notShown.has(key) || notShownOf.has(`${name} ${key}`)) continue
      expectNear(got[key], want, vector.tolerance, key)
    }
  })
})

it('leaves no vector unread', () => {
  expect(vectors.filter(vector => !allCases.has(vector.detector)).map(({ id }) => id)).toEqual([])
  expect(vectors.filter(vector => leftOut.has(vector.id))).toHaveLength(leftOut.size)
})
