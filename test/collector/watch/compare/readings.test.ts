import { expect, it } from 'vitest'
import { subjectReadings } from '../../../../collector/watch/compare/readings.ts'
import gtest from '../../../../detectors/drift/gtest.ts'
import psi from '../../../../detectors/drift/psi.ts'
import { categoryFromArray } from '../../../../detectors/summaries/category.ts'

const judging = { alpha: 0.01, windowMs: 3_600_000, paired: true, seriesOf: () => undefined, learnedOf: () => null }
const current = { subject: 'origin', segment: '', reference: null, current: categoryFromArray(['ORD', 'ATL']) }

it('what the reference does not hold is unsure, for the detectors that decide and for those shown beside, and no detector is said to have failed', () => {
  const readings = subjectReadings(current, [gtest, psi], () => true, judging)
  const said = readings.map(({ detector, verdict, reason, value, notes }) => ({ detector, verdict, reason, value, notes }))
  const unsure = { verdict: 'unsure', reason: 'the reference does not hold it', value: null, notes: [] }
  expect(said).toEqual([
    { detector: 'drift/gtest', ...unsure },
    { detector: 'drift/psi', ...unsure },
  ])
})

it('a detector that throws says so in its reading, and the others go on', () => {
  const broken = {
    ...psi,
    read: () => {
      throw new TypeError('no such cell')
    },
  }
  const readings = subjectReadings({ ...current, reference: current.current }, [gtest, broken], () => true, judging)
  expect(readings.map(({ detector, reason }) => [detector, reason])).toContainEqual(['drift/psi', 'the detector failed: no such cell'])
  expect(readings[0]?.reason).not.toContain('failed')
})
