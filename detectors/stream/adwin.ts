import { type Static, Type } from 'typebox'
import { defineSequential, type Raise } from '../../contract/index.ts'
import {
  addValue,
  clearHistogram,
  closeHistogram,
  dropOldest,
  emptyHistogram,
  type Histogram,
  type HistogramState,
  openHistogram,
  rowsMax,
} from '../sequential/exponential-histogram.ts'
import { scaleNumbers, scaleSettings, standardised } from '../sequential/standardised.ts'

const settings = Type.Object(
  {
    delta: Type.Number({ default: 0.002, exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Confidence: smaller alarms less' }),
    clock: Type.Integer({ default: 32, minimum: 1, description: 'Rows between two looks' }),
    bucketsMax: Type.Integer({ default: 5, minimum: 2, maximum: 64, description: 'Buckets of one size' }),
    windowMin: Type.Integer({ default: 5, minimum: 1, description: 'Rows on each side of a cut' }),
    grace: Type.Integer({ default: 10, minimum: 1, description: 'Rows before the first look' }),
    afterAlarm: Type.Union([Type.Literal('keep newer'), Type.Literal('forget all')], {
      default: 'keep newer',
      description: 'What is left of the window: the part after the cut, or nothing',
    }),
    cuts: Type.Union([Type.Literal('every border'), Type.Literal('frouros')], {
      default: 'every border',
      description: 'frouros leaves the newest bucket of each size out of the sums, and so alarms later',
    }),
    ...scaleSettings,
  },
  { additionalProperties: false },
)
type Settings = Static<typeof settings>

interface State {
  readonly ticks: number
  readonly window: HistogramState
}

/** The first cut that is too far apart: newer mean − older mean, and what it exceeded. */
interface Cut {
  readonly difference: number
  readonly threshold: number
}

function findCut({ counts, sums, rows, all, perRow }: Histogram, { delta, windowMin, cuts }: Settings): Cut | null {
  const skipped = cuts === 'frouros' ? 1 : 0
  const [width, total] = [all[0] as number, all[1] as number]
  const confidence = Math.log((2 * Math.log(width)) / delta)
  const variance = (all[2] as number) / width
  const [sideMin, side] = [windowMin + skipped, windowMin - 1 + 2 * skipped]
  let older = 0
  let newer = width
  let olderSum = 0
  let newerSum = total
  for (let row = rows - 1; row >= 0; row--) {
    const size = 2 ** row
    const end = row * (perRow + 1) + (counts[row] as number) - (row === 0 ? 1 : skipped)
    for (let bucket = row * (perRow + 1); bucket < end; bucket++) {
      older += size
      newer -= size
      olderSum += sums[bucket] as number
      newerSum -= sums[bucket] as number
      if (newer < sideMin || older < sideMin) continue
      const difference = newerSum / newer - olderSum / older
      const inverse = 1 / (older - side) + 1 / (newer - side)
      const threshold = Math.sqrt(2 * inverse * variance * confidence) + (2 / 3) * confidence * inverse
      if (Math.abs(difference) > threshold) return { difference, threshold }
    }
  }
  return null
}

/** Drops the oldest buckets while a cut is too far apart. @returns the first such cut */
function shrink(window: Histogram, settings: Settings): Cut | null {
  const first = findCut(window, settings)
  for (let cut = first; cut !== null; cut = findCut(window, settings)) dropOldest(window)
  return first
}

function fold(state: State, values: Float64Array, settings: Settings, raise: Raise): State {
  const { clock, grace, afterAlarm, bucketsMax } = settings
  const window = openHistogram(state.window, bucketsMax, values.length)
  let { ticks } = state
  for (let index = 0; index < values.length; index++) {
    addValue(window, values[index] as number)
    if (++ticks < clock) continue
    ticks = 0
    const cut = (window.all[0] as number) > grace ? shrink(window, settings) : null
    if (cut === null) continue
    const { difference, threshold } = cut
    raise({ index, kind: 'drift', statistic: Math.abs(difference), threshold, direction: difference > 0 ? 'up' : 'down' })
    if (afterAlarm === 'forget all') clearHistogram(window)
  }
  return { ticks, window: closeHistogram(window) }
}

/**
 * ADWIN: a window that is cut wherever the means of its two parts differ by more than chance, and so keeps what is homogeneous.
 *
 *   δ' = ln(2·ln W/δ), 1/m = 1/(n₀ − 4) + 1/(n₁ − 4); alarm when |μ₀ − μ₁| > √(2σ²δ'/m) + ⅔δ'/m for a border of two buckets
 *
 * Sees both directions. The last term supposes values of about unit size, so values are standardised first unless told otherwise. State: about
 * 2·bucketsMax·log₂(rows) numbers. Quiet streams: under one false alarm in a million rows, not promised.
 * Source: Bifet and Gavaldà (2007), Learning from time-changing data with adaptive windowing, SDM; presets: river 0.23 `ADWIN`, Frouros 0.9 `ADWIN`.
 */
export default defineSequential({
  name: 'stream/adwin',
  summary: 'Adaptive window, cut where the means of its parts differ',
  reads: 'numbers',
  settings,
  presets: {
    river: { standardise: false, afterAlarm: 'forget all' },
    frouros: { standardise: false, afterAlarm: 'forget all', cuts: 'frouros' },
  },
  numbersMax: ({ bucketsMax }) => 4 + rowsMax * (1 + 2 * bucketsMax) + scaleNumbers,
  ...standardised({ start: (): State => ({ ticks: 0, window: emptyHistogram }), fold }),
  show: ({ inner }) => {
    const [width = 0, total = 0, squares = 0] = inner.window.all
    return { width, mean: width > 0 ? total / width : null, sumOfSquaredDeviations: squares }
  },
})
