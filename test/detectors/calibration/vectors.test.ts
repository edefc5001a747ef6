import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Decision } from '../../../contract/index.ts'
import { cellTally, decideCounts } from '../../../detectors/calibration/counts.ts'
import { judge, levelsOf } from '../../../detectors/calibration/judge.ts'
import { learnNoise, type Noise } from '../../../detectors/calibration/noise.ts'
import { decideRate } from '../../../detectors/calibration/rate.ts'
import { decideEffect } from '../../../detectors/calibration/scores.ts'

interface Moments {
  readonly nb: number
  readonly mb: number
  readonly sb: number
  readonly n: number
  readonly m: number
}

interface Case {
  readonly name: string
  readonly kind: 'counts' | 'moments' | 'rate'
  readonly input: Moments & { baseline: number[]; window: number[]; X: number; N: number; x: number }
  readonly noise: Noise
  readonly alpha: number
  readonly matters: number
  readonly limit: number
  readonly T: number
  readonly v: number
  readonly nu: number
  readonly value: number
  readonly p: number | null
  readonly threshold: number | null
  readonly smallest: number | null
  readonly verdict: string
  readonly reason: string
}

interface Learning {
  readonly name: string
  readonly T: number[]
  readonly n: number[]
  readonly nu: number
  readonly block: number
  readonly days: number
  readonly judgedN: number
  readonly noise: Noise
}

const file = new URL('../../goldens/calibration-vectors.json', import.meta.url)
const { vectors: cases, learn: learnings } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Case[]; learn: Learning[] }

const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0)

const decide = {
  counts: ({ input }: Case): Decision => decideCounts(cellTally(input.baseline, sum(input.baseline)), cellTally(input.window, sum(input.window))),
  moments: ({ input }: Case): Decision => decideEffect((input.m - input.mb) / input.sb, input.nb, input.n),
  rate: ({ input }: Case): Decision =>
    decideRate({ hits: input.x, rows: input.n, baselineHits: input.X, baselineRows: input.N }, { twoSided: false, floorFactor: 1 }),
}

/** Relative 1e-6, as the vectors promise; they carry nine digits. */
function close(got: number | null, wanted: number | null): void {
  if (wanted === null || got === null) return expect(got).toBe(wanted)
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-6 * Math.abs(wanted) + 1e-12)
}

test('all 39 cases and 5 histories are there', () => {
  expect([cases.length, learnings.length]).toEqual([39, 5])
})

test.each(cases)('$kind: $name', vector => {
  const decision = decide[vector.kind](vector)
  close(decision.T, vector.T)
  close(decision.v, vector.v)
  expect(decision.nu).toBe(vector.nu)
  const judged = judge(decision, levelsOf(vector.noise, vector.alpha), { matters: vector.matters, limit: vector.limit })
  close(judged.value, vector.value)
  close(judged.threshold, vector.threshold)
  close(judged.smallest, vector.smallest)
  expect([judged.verdict, judged.reason]).toEqual([vector.verdict, vector.reason])
  if (vector.p === null) return expect(judged.pValue).toBeNull()
  expect(Math.abs(Math.log(judged.pValue as number) - Math.log(vector.p))).toBeLessThanOrEqual(1e-3 * Math.max(1, -Math.log(vector.p)))
})

test.each(learnings)('learn: $name', vector => {
  const dispersions = Float64Array.from(vector.T, T => T / vector.nu)
  const noise = learnNoise({ ...vector, dispersions, sizes: Float64Array.from(vector.n) }, vector.judgedN)
  for (const part of ['a', 'b', 'windows', 'share'] as const) close((noise as Noise)[part], vector.noise[part])
})
