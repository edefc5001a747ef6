import { describe, expect, it } from 'vitest'
import { type Deciding, type Detector, defaults, type Summary, type SummaryKind } from '../../../contract/index.ts'
import { judge, levelsOf } from '../../../detectors/calibration/judge.ts'
import { detectors } from '../../../detectors/index.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray, onGrid } from '../../../detectors/summaries/numeric.ts'
import { rowsFromArray } from '../../../detectors/summaries/whole-rows.ts'

const of = (name: string): Detector => detectors.get(name) as Detector
const decidingOf = (name: string): Deciding<SummaryKind, unknown> => of(name).deciding as Deciding<SummaryKind, unknown>
const iid = levelsOf({ a: 1, b: 0, windows: 288, share: 1 }, 1e-6)

/** @param levels  null: nothing has been learned of the noise */
function verdict(name: string, [baseline, window]: readonly [Summary, Summary], settings = {}, levels: typeof iid | null = iid) {
  const deciding = decidingOf(name)
  const frame = deciding.frame(baseline, { ...(defaults(of(name).settings) as object), ...settings })
  const decision = deciding.decide(frame, deciding.tally(frame, baseline), deciding.tally(frame, window), 1)
  const p0 = decision.rate ? decision.rate.baselineHits / decision.rate.baselineRows : 0
  return judge(decision, levels, { matters: deciding.matters(p0), limit: deciding.limit(p0) })
}

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value)
const colours = categoryFromArray([...times(50, 'red'), ...times(50, 'blue')])

describe('a limit that a person states', () => {
  it('of 0 allows none, from the first row on and before anything was learned', () => {
    const one = categoryFromArray(['red', 'green'])
    expect(verdict('quality/unseen', [colours, one], { limit: 0 }, null)).toMatchObject({ verdict: 'alarm', value: 0.5, threshold: 0 })
    expect(verdict('quality/unseen', [colours, one], {}, null).verdict).toBe('unsure')
    expect(verdict('quality/unseen', [colours, categoryFromArray(['red'])], { limit: 0 }, null).verdict).toBe('calm')
  })

  // Clopper–Pearson, lower 97.5 % ends by scipy.stats.beta.ppf(0.025, x, n - x + 1): 20 of 100: 0.1267; 15 of 100: 0.0865.
  it('is broken when the rate is above it with 97.5 % confidence', () => {
    const missing = (rows: number) => categoryFromArray([...times(rows, '\0n'), ...times(100 - rows, 'red')])
    expect(verdict('quality/missing', [colours, missing(20)], { limit: 0.1 }).verdict).toBe('alarm')
    expect(verdict('quality/missing', [colours, missing(15)], { limit: 0.1 }).verdict).toBe('calm')
  })

  it('overrules a baseline that was as bad', () => {
    const bad = categoryFromArray([...times(50, '\0n'), ...times(50, 'red')])
    expect(verdict('quality/missing', [bad, bad], { limit: 0.1 }).verdict).toBe('alarm')
    expect(verdict('quality/missing', [bad, bad]).verdict).not.toBe('alarm')
  })

  it('travels with the frame as JSON', () => {
    const deciding = decidingOf('quality/range')
    const kept: unknown = JSON.parse(JSON.stringify(deciding.frame(numericFromArray([1, 2]), { limit: 0 })))
    const window = deciding.tally(kept, numericFromArray([3]))
    expect(deciding.decide(kept, window, window, 1).rate).toMatchObject({ hits: 1, rows: 1, limit: 0 })
  })
})

describe('quality/domain', () => {
  const ages = numericFromArray([1, 50, 90])

  it('is a vocabulary or a range with its ends inside; one end may be open', () => {
    const value = (window: Summary, settings: object) =>
      of('quality/domain').read(window.kind === 'numeric' ? ages : colours, window, { limit: 0, values: null, minimum: null, maximum: null, ...settings }).value
    expect(value(categoryFromArray(['red', 'Red', '__proto__', '\0n']), { values: ['red', 'pink'] })).toBeCloseTo(2 / 3, 12)
    expect(value(numericFromArray([0, 120, -1, 121, Infinity]), { minimum: 0, maximum: 120 })).toBe(3 / 5)
    expect(value(numericFromArray([0, -1, Infinity, -Infinity]), { minimum: 0 })).toBe(2 / 4)
  })

  it('alarms at one row where none is allowed', () => {
    expect(verdict('quality/domain', [ages, numericFromArray([50, -1])], { minimum: 0, limit: 0 }, null).verdict).toBe('alarm')
  })
})

describe('quality/constant', () => {
  const varied = numericFromArray(Array.from({ length: 1000 }, (_, at) => at % 100))

  it('alarms at one value, whole or on a grid, and in slices that agree', () => {
    const same = numericFromArray(times(60, 7.3))
    expect(verdict('quality/constant', [varied, same])).toMatchObject({ verdict: 'alarm', value: expect.closeTo(1, 9) })
    expect(verdict('quality/constant', [varied, onGrid(same, { center: 20, scale: 9 })]).verdict).toBe('alarm')
    const deciding = decidingOf('quality/constant')
    const frame = deciding.frame(varied)
    const slices = [7.3, 7.4].map(value => deciding.tally(frame, numericFromArray(times(30, value))))
    const sum = (slices[0] as Float64Array).map((count, at) => count + (slices[1]?.[at] ?? 0))
    expect(deciding.decide(frame, deciding.tally(frame, varied), sum, 1).T).toBe(0)
  })

  it('is not told from chance where one value was nearly all: 0.99^60 is half', () => {
    const mostly = categoryFromArray([...times(9900, 'a'), ...times(100, 'b')])
    expect(verdict('quality/constant', [mostly, categoryFromArray(times(60, 'a'))]).verdict).toBe('unsure')
  })

  it('says nothing new of a column that was constant before, nor of one that holds an infinity beside its value', () => {
    const same = categoryFromArray(times(60, 'a'))
    expect(verdict('quality/constant', [same, same]).verdict).toBe('calm')
    expect(verdict('quality/constant', [varied, numericFromArray([...times(60, 1), Infinity])])).toMatchObject({ value: 0, verdict: 'calm' })
    expect(of('quality/constant').read(varied, numericFromArray(times(60, Infinity)), {}).value).toBe(1)
  })
})

describe('quality/duplicates', () => {
  /** n rows of m possible ones, each as often as the others. */
  const spread = (n: number, m: number) => rowsFromArray(Array.from({ length: n }, (_, at) => [(at * 7919) % m]))

  it('takes a table of few possible rows as it is, whatever the sizes', () => {
    // 5,000 rows of 1,000 possible: 80 % are there already; 500 of them: none in this even spread; 50,000: 98 %.
    expect(of('quality/duplicates').read(spread(5000, 1000), spread(50_000, 1000), { limit: null }).value).toBe(0.98)
    expect(verdict('quality/duplicates', [spread(5000, 1000), spread(50_000, 1000)]).verdict).toBe('calm')
  })

  it('alarms where a feed sends its rows twice', () => {
    const twice = rowsFromArray(Array.from({ length: 5000 }, (_, at) => [Math.floor(at / 2)]))
    expect(verdict('quality/duplicates', [spread(5000, 1e6), twice])).toMatchObject({ verdict: 'alarm', value: 0.5 })
  })
})

describe('quality/cardinality', () => {
  // By hand: no value is to be gained, so the variance is n/N = 1 and z = 1 − ½; the two-sided normal tail of 0.5 is 0.6171.
  it('takes one new value in as many rows as the baseline has for no news', () => {
    const window = categoryFromArray([...times(50, 'red'), ...times(49, 'blue'), 'green'])
    const { value, pValue } = of('quality/cardinality').read(colours, window, {})
    expect([value, pValue]).toEqual([3, expect.closeTo(0.6171, 4)])
  })
})
