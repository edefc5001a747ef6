import { describe, expect, it } from 'vitest'
import { type Detector, defaults, type Summary } from '../../../contract/index.ts'
import { judge, levelsOf } from '../../../detectors/calibration/judge.ts'
import { detectors } from '../../../detectors/index.ts'
import { absentBits } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'
import { volumeOf } from '../../../detectors/summaries/volume.ts'

const of = (name: string): Detector => detectors.get(name) as Detector
const valueOf = (name: string, baseline: Summary, window: Summary) => of(name).read(baseline, window, defaults(of(name).settings)).value

const bits = new DataView(new ArrayBuffer(8))
const absent = (reason: keyof typeof absentBits): number => {
  bits.setBigUint64(0, absentBits[reason])
  return bits.getFloat64(0)
}

describe('what counts as missing and as wrong', () => {
  const window = numericFromArray([1, Number.NaN, absent('missing'), absent('wrong'), Infinity])

  it('missing is null and NaN, of all rows; a wrong value is there', () => {
    expect(valueOf('quality/missing', window, window)).toBe(2 / 5)
  })

  it('wrong is of the values that are not null', () => {
    expect(valueOf('quality/type', window, window)).toBe(1 / 4)
  })

  it('an empty text is a value', () => {
    const texts = categoryFromArray(['', '\0n', '\0b', 'a'])
    expect(valueOf('quality/missing', texts, texts)).toBe(1 / 4)
    expect(valueOf('quality/type', texts, texts)).toBe(1 / 3)
  })
})

describe('quality/unseen', () => {
  it('counts values by their exact text, and rows that a pane does not list', () => {
    const baseline = categoryFromArray(['a', 'a', 'b', 'b'])
    expect(valueOf('quality/unseen', baseline, categoryFromArray(['a', 'A', 'a ', '\0n']))).toBeCloseTo(2 / 3, 12)
    expect(valueOf('quality/unseen', baseline, { ...categoryFromArray(['a']), n: 4, weight: 4, weight2: 4, rest: 3 })).toBeCloseTo(3 / 4, 12)
  })
})

describe('the values that quality/unseen blames', () => {
  it('are those that the baseline has not', () => {
    const deciding = detectors.get('quality/unseen')?.deciding
    const frame = deciding?.frame(categoryFromArray(['a', 'b']))
    expect([...(deciding?.blamed?.(frame, categoryFromArray(['a', 'c', 'c', '\0n', '__proto__'])) ?? [])]).toEqual([
      ['c', 2],
      ['__proto__', 1],
    ])
  })
})

describe('quality/volume', () => {
  const { deciding } = of('quality/volume')
  const quiet = volumeOf(Array.from({ length: 288 }, () => 40))
  const verdict = (slots: number[]) => {
    const frame = deciding?.frame(quiet)
    const decision = deciding?.decide(frame, deciding.tally(frame, quiet), deciding.tally(frame, volumeOf(slots)), 1)
    if (!decision || !deciding) throw new Error('volume decides')
    return judge(decision, levelsOf({ a: 1, b: 0, windows: 288, share: 1 }, 1e-7), { matters: deciding.matters(0), limit: deciding.limit(0) }).verdict
  }

  it('is the rows for each row expected', () => {
    expect(valueOf('quality/volume', quiet, volumeOf([20, 30]))).toBe(50 / 80)
  })

  it('alarms at silence, where no row says anything', () => {
    expect(verdict([0, 0, 0, 0])).toBe('alarm')
    expect(verdict([40, 44, 37, 41])).not.toBe('alarm')
  })

  it('alarms at a flood', () => {
    expect(verdict([200, 200, 200, 200])).toBe('alarm')
  })
})
