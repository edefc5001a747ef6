import { type Detector, dayMs } from '../../contract/index.ts'
import { alphaOf, type Group } from '../../detectors/calibration/budget.ts'
import { type Levels, levelsOf } from '../../detectors/calibration/judge.ts'
import { independentNoise } from '../../detectors/calibration/noise.ts'
import { appliesTo, type PlannedColumn } from './plan.ts'

/** What is asked of a comparison. */
export interface Asked {
  readonly detectors: readonly Detector[]
  /** `drift/gtest`, which the others lean on. */
  readonly distribution: Detector
  /** False alarms accepted for one comparison, over all columns, segments and detectors together. */
  readonly falseAlarms: number
}

/** The same, with what each test may spend of the budget. */
export interface Judging extends Asked {
  readonly levels: (group: Group) => Levels
}

/** All that is tested in one comparison. */
export interface Tested {
  readonly columns: readonly PlannedColumn[]
  /** Column of each segment value that is judged by itself. */
  readonly segmented: readonly string[]
  /** Scores with labels are judged too, of all rows and of each segment. */
  readonly scored: boolean
}

const month = 30

/** Divides the budget as production does: columns and whole rows, segments, and performance have a share each, and an absent group leaves its own to the others. */
export function judgingOf(asked: Asked, { columns, segmented, scored }: Tested): Judging {
  const deciding = asked.detectors.filter(one => one.deciding)
  const testsOf = (some: readonly PlannedColumn[]): number => some.reduce((sum, column) => sum + deciding.filter(one => appliesTo(one, column)).length, 0)
  const reads = (kind: 'rows' | 'scores'): number => deciding.filter(one => one.reads.includes(kind)).length
  const sizes = {
    columns: Math.max(1, testsOf(columns) + reads('rows')),
    segments: segmented.reduce((sum, name) => sum + testsOf(columns.filter(column => column.name !== name)), 0),
    performance: scored ? reads('scores') * (1 + segmented.length) : 0,
  }
  // Two files have no time, so nothing can be learned of how quiet windows stray; the notes say so.
  const levels = (group: Group): Levels =>
    levelsOf(independentNoise, alphaOf(asked.falseAlarms * month, { ...sizes, [group]: Math.max(1, sizes[group]) }, { group, lengths: 1, hopMs: dayMs }))
  return { ...asked, levels }
}
