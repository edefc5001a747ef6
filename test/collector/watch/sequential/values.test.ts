import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { plansOf, type SequentialPlan } from '../../../../collector/watch/sequential/plan.ts'
import { isAbout, sequentialTally, valuesOf } from '../../../../collector/watch/sequential/values.ts'
import { SequentialWish } from '../../../../collector/watch/sequential/wish.ts'
import { WatchSettings } from '../../../../collector/watch/settings.ts'
import { type CategorySummary, defaults, type NumericSummary, type ScoresSummary } from '../../../../contract/index.ts'

const planOf = (change: Partial<SequentialWish>): SequentialPlan =>
  plansOf(
    { ...defaults(WatchSettings), sequential: [{ ...defaults(SequentialWish), model: 'm', detector: 'stream/adwin', ...change }] },
    'm',
  )[0] as SequentialPlan

const empty = new Float64Array()
// 2, 4 and 9 with centre 3 and scale 2: z = -0.5, 0.5, 3; one null, one of the wrong type, one infinity.
const numeric: NumericSummary = {
  kind: 'numeric',
  n: 6,
  nulls: 1,
  bad: 1,
  weight: 6,
  weight2: 6,
  nans: 2,
  pinf: 1,
  ninf: 0,
  moments: [3, 3, 9.5, 27, 81.125],
  center: 3,
  scale: 2,
  lo: 2,
  hi: 9,
  cells: { left: empty, right: empty, weight: empty } as unknown as NumericSummary['cells'],
}
const category: CategorySummary = {
  kind: 'category',
  n: 10,
  nulls: 2,
  bad: 0,
  weight: 10,
  weight2: 10,
  counts: new Map([
    ['DE', 5],
    ['FR', 3],
  ]),
  rest: 0,
  distinct: 2,
}
const scores = { kind: 'scores', n: 40, rows: 50, confusion: [20, 3, 5, 12] } as unknown as ScoresSummary

it('a mean is of the numbers that are there: (2 + 4 + 9) / 3', () => {
  const plan = planOf({ column: 'age' })
  const tally = sequentialTally(plan, numeric)
  expect([...tally]).toEqual([3, 3, 15, 6])
  expect([...valuesOf(plan, 0, tally)]).toEqual([5])
})

it('a share is of all rows, those without a value included', () => {
  const of = (value: string, summary: NumericSummary | CategorySummary = category) => [
    ...valuesOf(planOf({ reads: 'share', column: 'c', value }), 0, sequentialTally(planOf({ reads: 'share', column: 'c', value }), summary)),
  ]
  expect(of('DE')).toEqual([0.5])
  expect(of('(missing)')).toEqual([0.2])
  expect(of('IT')).toEqual([0])
  expect(of('(missing)', numeric)).toEqual([1 / 6])
  expect(of('(wrong type)', numeric)).toEqual([1 / 6])
})

it('errors are decisions that the label did not bear out: (3 + 5) of 40', () => {
  const plan = planOf({ reads: 'errors' })
  expect([...sequentialTally(plan, scores)]).toEqual([40, 40, 8, 50])
  expect([...valuesOf(plan, 0, sequentialTally(plan, scores))]).toEqual([0.2])
})

it('no rows are no value', () => {
  expect(valuesOf(planOf({ column: 'age' }), 0, new Float64Array(4))).toHaveLength(0)
  expect(valuesOf(planOf({ reads: 'errors', detector: 'stream/ddm' }), 0, new Float64Array(4))).toHaveLength(0)
})

it('ones and zeros are as many as there are rows and errors, up to 10,000 in proportion, and the same every time', () => {
  const plan = planOf({ reads: 'errors', detector: 'stream/ddm' })
  const scene = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 }), fc.nat({ max: 1_000_000 }))
  fc.assert(
    fc.property(scene, ([rows, wrong, hour]) => {
      const errors = Math.min(rows, wrong)
      const bits = valuesOf(plan, hour * 3_600_000, Float64Array.of(rows, rows, errors, rows))
      expect([bits.length, bits.filter(bit => bit === 1).length, bits.filter(bit => bit === 0).length]).toEqual([rows, errors, rows - errors])
      expect(valuesOf(plan, hour * 3_600_000, Float64Array.of(rows, rows, errors, rows))).toEqual(bits)
    }),
  )
  const many = valuesOf(plan, 0, Float64Array.of(1_000_000, 1_000_000, 250_000, 1_000_000))
  expect([many.length, many.filter(bit => bit === 1).length]).toEqual([10_000, 2_500])
  // Of 10,000 with a quarter of ones each tenth has 250 ± 5 · 13 (hypergeometric deviation √(1000·¼·¾·9000/9999) = 13).
  for (let part = 0; part < 10; part++) expect(Math.abs(many.subarray(part * 1000, (part + 1) * 1000).filter(bit => bit === 1).length - 250)).toBeLessThan(65)
})

it('reads what it is about and nothing else', () => {
  const plan = planOf({ column: 'age', segment: 'country=DE' })
  expect(isAbout(plan, { segment: 'country=DE', subject: 'age', summary: numeric })).toBe(true)
  expect(isAbout(plan, { segment: '', subject: 'age', summary: numeric })).toBe(false)
  expect(isAbout(plan, { segment: 'country=DE', subject: 'age', summary: category })).toBe(false)
  expect(isAbout(plan, { segment: 'country=DE', subject: 'height', summary: numeric })).toBe(false)
})
