import { describe, expect, it } from 'vitest'
import {
  type Deciding,
  type Detector,
  defaults,
  Failure,
  type Measure,
  type NumericSummary,
  readSettings,
  type Summary,
  type SummaryKind,
} from '../../contract/index.ts'
import { judge, levelsOf } from '../../detectors/calibration/judge.ts'
import { detectors, detectorsFor, detectorsReading } from '../../detectors/index.ts'
import { onGrid } from '../../detectors/summaries/numeric.ts'
import { edgesOf, sampleOf } from './samples.ts'

// One suite for all: a file in a family folder is covered without a line of test.

const rows = { baseline: 40_000, window: 20_000 }
/** Noise of independent rows, at a level that a calm draw passes once in a million. */
const iid = levelsOf({ a: 1, b: 0, windows: 288, share: 1 }, 1e-6)

const numbersOf = ({ value, low, high, n, nEff, baselineN, pValue, resolution }: Measure) => ({ value, low, high, n, nEff, baselineN, pValue, resolution })

function expectSound(measure: Measure): void {
  for (const [field, number] of Object.entries(numbersOf(measure))) {
    expect(number === null || Number.isFinite(number), `${field} is ${number}`).toBe(true)
  }
  expect(measure.pValue ?? 1).toBeGreaterThan(0)
  expect(measure.pValue ?? 1).toBeLessThanOrEqual(1 + 1e-9)
  // A ratio of 0 is shown as it is, and its interval is that of the counts with ½ added.
  if (!measure.notes.includes('half-added')) expectInside(measure)
}

function expectInside({ value, low, high }: Measure): void {
  if (value === null || low === null || high === null) return
  expect(value).toBeGreaterThanOrEqual(low - 1e-12)
  expect(value).toBeLessThanOrEqual(high + 1e-12)
}

function expectSame(got: Measure, want: Measure): void {
  for (const [field, number] of Object.entries(numbersOf(want))) {
    const other = numbersOf(got)[field as keyof ReturnType<typeof numbersOf>]
    if (number === null || other === null) expect(other, field).toBe(number)
    else expect(Math.abs(other - number), `${field}: ${other} for ${number}`).toBeLessThanOrEqual(1e-9 + 1e-7 * Math.abs(number))
  }
}

const cases = [...detectors.values()].flatMap(detector => detector.reads.map(kind => ({ name: `${detector.name} of ${kind}`, detector, kind })))

describe.each(cases)('$name', ({ detector, kind }: { detector: Detector; kind: SummaryKind }) => {
  const sample = sampleOf(kind)
  const settings = defaults(detector.settings)
  const read = (baseline: Summary, window: Summary) => detector.read(baseline, window, settings)
  const baseline = sample.draw(1, rows.baseline)

  it('says finite numbers or null, and an interval around its value, at every edge', () => {
    const all: [string, Summary][] = [...edgesOf(kind), ['a draw', baseline]]
    for (const [, before] of all) for (const [, after] of all) expectSound(read(before, after))
  })

  it('says nothing of an empty window or an empty baseline, and finds nothing between a thing and itself', () => {
    const empty = sample.edges['empty'] as Summary
    expect(read(baseline, empty).value).toBeNull()
    const same = read(baseline, baseline)
    expect(same.value).not.toBeNull()
    expect(same.pValue ?? 1).toBeGreaterThan(0.01)
  })

  it('leaves what it is given unchanged', () => {
    const [before, after] = [structuredClone(baseline), structuredClone(sample.shifted(2, 1000))]
    read(baseline, sample.shifted(2, 1000))
    expect(baseline).toEqual(before)
    const window = structuredClone(after)
    read(baseline, window)
    expect(window).toEqual(after)
  })

  it('does not see the order of rows', () => {
    expectSame(read(sample.draw(1, 3000, true), sample.draw(3, 1000, true)), read(sample.draw(1, 3000), sample.draw(3, 1000)))
  })

  it('reads a merge of windows as one window', () => {
    const merged = sample.merge(sample.draw(4, 700), sample.shifted(5, 300))
    const turned = sample.merge(sample.shifted(5, 300), sample.draw(4, 700))
    expectSame(read(baseline, turned), read(baseline, merged))
  })

  it('describes each of its settings and refuses others', () => {
    for (const setting of Object.values(detector.settings.properties)) expect((setting as { description?: string }).description).toMatch(/\w+/)
    const unknown = { value: { nonsense: 1 }, where: () => 'test' }
    expect(() => readSettings(detector.settings, [unknown])).toThrow(Failure)
    expect(detector.settings).toMatchObject({ additionalProperties: false })
    expect(detector.summary).toMatch(/^[A-Z].*[^.]$/)
  })

  const { deciding } = detector
  if (!deciding) return
  describeDeciding(deciding, kind, detector.name)
  if (distances.has(detector.name)) return
  it('judges the number that its name and unit promise', () => {
    const frame = deciding.frame(baseline)
    for (const window of [sample.draw(21, rows.window), sample.shifted(22, rows.window)]) {
      const decision = deciding.decide(frame, deciding.tally(frame, baseline), deciding.tally(frame, window), 1)
      const { value, low, high } = judge(decision, iid, { matters: deciding.matters(0), limit: deciding.limit(0) })
      const promised = read(baseline, window).value ?? Number.NaN
      expect(Math.abs((value ?? Number.NaN) - promised), `${value} for ${promised}`).toBeLessThanOrEqual(tolerance * Math.max(1, promised))
      expect([low, high].every(Number.isFinite)).toBe(true)
    }
  })
})

/** Judged by their distance from the baseline alone; the sign is in the notes. */
const distances = new Set(['drift/gtest', 'drift/mean-score', 'drift/spread'])
/** Score cells, and the halves that keep a ratio off 0, move the judged number by as much. */
const tolerance = 0.02

function describeDeciding(deciding: Deciding<SummaryKind, unknown>, kind: SummaryKind, name: string): void {
  const sample = sampleOf(kind)
  const baseline = sample.draw(1, rows.baseline)
  const frame = deciding.frame(baseline)
  const reference = deciding.tally(frame, baseline)
  const decide = (window: Summary) => deciding.decide(frame, reference, deciding.tally(frame, window), 1)
  const verdict = (window: Summary) => {
    const decision = decide(window)
    const p0 = decision.rate ? decision.rate.baselineHits / decision.rate.baselineRows : 0
    return judge(decision, iid, { matters: deciding.matters(p0), limit: deciding.limit(p0) }).verdict
  }

  it('is calm on a fresh draw and alarms at a large shift', () => {
    expect([11, 12, 13].map(seed => verdict(sample.draw(seed, rows.window)))).toEqual(['calm', 'calm', 'calm'])
    // No law that differs in everything is a constant too.
    const large = name === 'quality/constant' ? sample.edges['constant'] : sample.shifted(14, rows.window)
    expect(verdict(large as Summary)).toBe('alarm')
  })

  it('keeps its frame as JSON', () => {
    const copy: unknown = JSON.parse(JSON.stringify(frame))
    expect(copy).toEqual(frame)
    const window = sample.shifted(15, 1000)
    expect(deciding.tally(copy, window)).toEqual(deciding.tally(frame, window))
  })

  it('says rightly whether cells of a grid leave its tally as it is', () => {
    if (kind !== 'numeric') return
    const grid = onGrid(sample.shifted(16, 1000) as NumericSummary, { center: 0, scale: 0.7 })
    const same = deciding.tally(frame, grid).every((count, at) => count === deciding.tally(frame, sample.shifted(16, 1000))[at])
    expect(same).toBe(deciding.exact)
  })

  it('adds up tallies as it merges windows', () => {
    const [a, b] = [sample.draw(4, 700), sample.shifted(5, 300)]
    const [left, right, both] = [a, b, sample.merge(a, b)].map(window => deciding.tally(frame, window)) as [Float64Array, Float64Array, Float64Array]
    for (const [at, sum] of both.entries()) expect(sum).toBeCloseTo((left[at] ?? 0) + (right[at] ?? 0), 6)
  })

  it('decides with finite numbers at every edge, with every floor', () => {
    const all: [string, Summary][] = [...edgesOf(kind), ['a draw', baseline]]
    for (const [, before] of all) {
      const learned = deciding.frame(before)
      expect(JSON.parse(JSON.stringify(learned))).toEqual(learned)
      for (const [name, after] of all) {
        const [own, other] = [deciding.tally(learned, before), deciding.tally(learned, after)]
        expect(own.length, name).toBe(other.length)
        const { T, v, nu, n, value } = deciding.decide(learned, own, other, 4)
        for (const number of [T, v, nu, n]) expect(number >= 0 && Number.isFinite(number), `${name}: ${T} ${v} ${nu} ${n}`).toBe(true)
        expect(value === null || Number.isFinite(value), `${name}: value ${value}`).toBe(true)
      }
    }
  })
}

describe('the registry', () => {
  it('finds the detectors of a column by its type and role', () => {
    const names = (type: 'numeric' | 'category', role: 'feature' | 'context' | 'ignore') => detectorsFor({ type, role }).map(({ name }) => name)
    expect(names('numeric', 'context')).toEqual(['quality/missing', 'quality/range', 'quality/type'])
    expect(names('category', 'feature')).toContain('drift/gtest')
    expect(names('category', 'feature')).not.toContain('drift/ks')
    expect(names('numeric', 'ignore')).toEqual([])
  })

  it('finds the detectors of what is not a column by its kind', () => {
    expect(detectorsReading('groups').map(({ name }) => name)).toEqual(['bias/di', 'bias/dppl'])
    expect(detectorsReading('volume').map(({ name }) => name)).toEqual(['quality/volume'])
  })
})
