import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Detector, defaults, type Summary } from '../../contract/index.ts'
import { judge, levelsOf } from '../../detectors/calibration/judge.ts'
import { detectors } from '../../detectors/index.ts'
import { tablesOf } from './tables.ts'

// The promise of every interval, of whatever detector a folder holds.

const cases = [...detectors.values()].flatMap(detector => detector.reads.map(kind => ({ name: `${detector.name} of ${kind}`, detector, kind })))
/** A ratio of 0 is shown as it is, and its interval is that of the counts with ½ added. */
const elsewhere = 'half-added'

describe.each(cases)('$name', ({ detector, kind }) => {
  it('holds its value within its interval, for any two tables', () => {
    const settings = defaults(detector.settings)
    const tables = tablesOf(kind)
    assert(
      property(tables, tables, (baseline, window) => expectInside(detector.read(baseline, window, settings))),
      { numRuns: 150 },
    )
  })

  if (!detector.deciding) return
  it('holds what it judges within its interval too', () => {
    const tables = tablesOf(kind)
    assert(
      property(tables, tables, (baseline, window) => expectInside({ ...judged(detector, baseline, window), notes: [] })),
      { numRuns: 150 },
    )
  })
})

const levels = levelsOf({ a: 1, b: 0, windows: 1e9, share: 1 }, 1e-3)

function judged({ deciding }: Detector, baseline: Summary, window: Summary) {
  if (!deciding) throw new Error('it does not decide')
  const frame = deciding.frame(baseline)
  const decision = deciding.decide(frame, deciding.tally(frame, baseline), deciding.tally(frame, window), 1)
  const p0 = decision.rate ? decision.rate.baselineHits / decision.rate.baselineRows : 0
  return judge(decision, levels, { matters: deciding.matters(p0), limit: deciding.limit(p0) })
}

interface Interval {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly notes: readonly string[]
}

function expectInside({ value, low, high, notes }: Interval): void {
  if (value === null || notes.includes(elsewhere)) return
  const room = 1e-9 * Math.max(1e-3, Math.abs(value))
  if (low !== null) expect(low, 'low').toBeLessThanOrEqual(value + room)
  if (high !== null) expect(high, 'high').toBeGreaterThanOrEqual(value - room)
}
