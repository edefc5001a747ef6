import { describe, expect, it } from 'vitest'
import { noiseFor } from '../../../../collector/watch/compare/noise.ts'
import type { Learned } from '../../../../collector/watch/judging/learn-day.ts'
import { type Decision, hourMs } from '../../../../contract/index.ts'
import { dispersionAt, type Noise } from '../../../../detectors/calibration/noise.ts'

const decision: Decision = { T: 1, v: 0.0025, nu: 1, n: 2_000, baselineN: 500, value: 0.1 }
const learnedOf = (noise: Noise) => ({ lengths: new Map([['1h', { whole: { alarm: { noise } } }]]) }) as unknown as Learned

describe('noise of two windows', () => {
  it('is what each of them strays by, whatever the least excess of small windows', () => {
    // φ(n) = 0.5 + 0.001 n, at least 1 + 0.0005 n: 2.5 at 2,000 rows, and at 500 the least, 1.25.
    const noise = { a: 0.5, b: 0.001, windows: 100, share: 1, lasting: 0.0005 }
    const found = noiseFor(learnedOf(noise), decision, { windowMs: hourMs, paired: true }).noise
    // (2.5/2000 + 1.25/500) ÷ (1/2000 + 1/500) = 0.00375 ÷ 0.0025 = 1.5
    expect(dispersionAt(found, decision.n)).toBeCloseTo(1.5, 12)
  })
})
