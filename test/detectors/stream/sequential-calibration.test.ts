import { describe, expect, it } from 'vitest'
import { type Sequential, sequentialSettings } from '../../../contract/index.ts'
import { normalDraws, uniformDraws } from '../../../detectors/math/draws.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'

const streams = 500
const detectorOf = (name: string): Sequential => sequentialDetectors.get(name) as Sequential

/** Share of seeded quiet streams that ever alarm. */
function everAlarms(detector: Sequential, settings: unknown, rows: number, law: (seed: number) => () => number): number {
  let alarmed = 0
  for (let seed = 1; seed <= streams; seed++) {
    const values = Float64Array.from({ length: rows }, law(seed))
    if (detector.fold(detector.start(settings), values, settings).alarms.length > 0) alarmed += 1
  }
  return alarmed / streams
}

const alpha = 0.05
/** Four standard errors of a share of 500 at alpha: a right method passes all but 3 in 100,000 times. */
const most = alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / streams)

const bits = (share: number) => (seed: number) => {
  const draw = uniformDraws(seed)
  return () => (draw() < share ? 1 : 0)
}
/** Mean 0.2, as spread as a mean of 0.2 allows in nine of ten rows. */
const skewed = (seed: number) => {
  const draw = uniformDraws(seed)
  return () => draw() ** 4
}
const uniform = (seed: number) => {
  const draw = uniformDraws(seed)
  return () => draw()
}

const nulls = [
  ['bits at 0.1', bits(0.1), 0.1],
  ['bits at 0.01', bits(0.01), 0.01],
  ['bits at 0.6', bits(0.6), 0.6],
  ['a skewed law', skewed, 0.2],
  ['a uniform law', uniform, 0.5],
] as const

describe.each(['eprocess/mean', 'eprocess/proportion'])('%s', name => {
  const detector = detectorOf(name)
  const own = nulls.filter(([law]) => detector.reads === 'unit' || law.startsWith('bits'))

  it.each(own)('ever alarms on at most its share of quiet streams: %s', (_, law, mean) => {
    const settings = { ...(sequentialSettings(detector) as object), alpha, mean }
    expect(everAlarms(detector, settings, 1000, law)).toBeLessThanOrEqual(most)
  })

  it('keeps its level when the mean is learned, but for the streams whose first rows teach too little', () => {
    const settings = { ...(sequentialSettings(detector) as object), alpha, learnRows: 1000 }
    expect(everAlarms(detector, settings, 3000, bits(0.1))).toBeLessThanOrEqual(most + 0.023)
  })
})

it('eprocess/proportion of both sides keeps its level, and uses it', () => {
  const detector = detectorOf('eprocess/proportion')
  const settings = { ...(sequentialSettings(detector) as object), alpha, mean: 0.3, sides: 'both' }
  const share = everAlarms(detector, settings, 2000, bits(0.3))
  expect(share).toBeLessThanOrEqual(most)
  expect(share).toBeGreaterThan(0.002)
})

it.each([
  ['normal values', (seed: number) => normalDraws(seed), 0],
  ['uniform values', uniform, 0.5],
  ['bits at 0.3', bits(0.3), 0.3],
] as const)('confseq/mean ever excludes the mean in at most its share of streams: %s', (_, law, mean) => {
  const detector = detectorOf('confseq/mean')
  const settings = { ...(sequentialSettings(detector) as object), alpha, against: mean }
  const share = everAlarms(detector, settings, 2000, law)
  expect(share).toBeLessThanOrEqual(most)
  expect(share).toBeGreaterThan(0)
})

/** Alarms in so many rows of one quiet stream. */
function alarmsIn(name: string, settings: object, rows: number, law: () => number): number {
  const detector = detectorOf(name)
  const all = { ...(sequentialSettings(detector) as object), ...settings }
  return detector.fold(detector.start(all), Float64Array.from({ length: rows }, law), all).alarms.length
}

describe('run lengths on quiet streams', () => {
  const rows = 200_000
  it.each([
    ['edetector/sr', bits(0.1)(1), 0.1],
    ['edetector/cusum', bits(0.1)(2), 0.1],
    ['edetector/sr', uniform(3), 0.5],
    ['edetector/cusum', skewed(4), 0.2],
  ] as const)('%s alarms at most as often as its budget of rows says', (name, law, mean) => {
    // 200 alarms are the most that are expected of 200,000 rows; four standard errors above.
    expect(alarmsIn(name, { mean, runLength: 1000 }, rows, law)).toBeLessThanOrEqual(200 + 4 * Math.sqrt(200))
  })

  it('stream/cusum alarms as often as its run length says', () => {
    // Siegmund's boundary is good to a few per cent: 200 alarms expected, within five standard errors and 10 %.
    const alarms = alarmsIn('stream/cusum', { center: 0, scale: 1, runLength: 1000 }, rows, normalDraws(5))
    expect(alarms).toBeGreaterThan(0.9 * 200 - 5 * Math.sqrt(200))
    expect(alarms).toBeLessThan(1.1 * 200 + 5 * Math.sqrt(200))
  })

  it('defaults of ours are quiet on normal values of any scale', () => {
    for (const scale of [1e-9, 1, 1e9]) {
      const draw = normalDraws(6)
      const law = () => scale * (3 + draw())
      for (const name of ['stream/page-hinkley', 'stream/adwin', 'stream/gma', 'stream/cusum']) {
        expect(alarmsIn(name, {}, 20_000, law), `${name} at ${scale}`).toBeLessThanOrEqual(1)
      }
    }
  })
})
