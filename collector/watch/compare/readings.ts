import { type Detector, defaults, detectorNames, type Reading, readingNotes, type Summary, seriesKey, type Tally } from '../../../contract/index.ts'
import { judgeShown } from '../../../detectors/calibration/beside.ts'
import { isBelow, judge, levelsOf } from '../../../detectors/calibration/judge.ts'
import { dispersionAt } from '../../../detectors/calibration/noise.ts'
import { complaintOf } from '../broken.ts'
import type { Learned } from '../judging/learn-day.ts'
import type { WatchedSeries } from '../watched.ts'
import { noiseFor } from './noise.ts'

/** One subject on both sides. */
export interface Compared {
  readonly subject: string
  readonly segment: string
  /** Null where only its tallies are known. */
  readonly reference: Summary | null
  readonly current: Summary
}

export interface Judging {
  /** Level of one test of this comparison. */
  readonly alpha: number
  readonly windowMs: number
  /** The reference is a window too. */
  readonly paired: boolean
  /** Of a series as the baseline in use has it. */
  readonly seriesOf: (key: string) => WatchedSeries | undefined
  readonly learnedOf: (series: WatchedSeries) => Learned | null
}

type DecidingDetector = Detector & Required<Pick<Detector, 'deciding'>>
const decides = (detector: Detector): detector is DecidingDetector => detector.deciding !== undefined

interface Decided {
  readonly reading: Reading
  readonly phi: number
}

/**
 * Readings of one subject: deciding detectors judged, then the others beside `drift/gtest`.
 *
 * @param detectors  those that apply
 * @param wanted     those that are asked for; `drift/gtest` is judged for the others even where nobody asked
 */
export function subjectReadings(compared: Compared, detectors: readonly Detector[], wanted: (name: string) => boolean, judging: Judging): Reading[] {
  const deciding = detectors.filter(decides).filter(({ name }) => wanted(name) || name === detectorNames.distribution)
  const judged = deciding.map(detector => ({ name: detector.name, ...unlessFailed(compared, detector, () => decided(compared, detector, judging)) }))
  const beside = judged.find(({ name }) => name === detectorNames.distribution)
  const shown = detectors.filter(one => !one.deciding && wanted(one.name))
  return [
    ...judged.filter(({ name }) => wanted(name)).map(({ reading }) => reading),
    ...shown.map(detector => unlessFailed(compared, detector, () => shownReading(compared, detector, beside, judging.alpha)).reading),
  ]
}

/** A detector that throws says so in its reading, and the others go on. */
function unlessFailed(compared: Compared, detector: Detector, work: () => Decided): Decided {
  try {
    return work()
  } catch (error) {
    return unread(compared, detector, `the detector failed: ${complaintOf(error)}`)
  }
}

function unread({ subject, segment }: Compared, detector: Detector, reason: string): Decided {
  const nothing = { value: null, low: null, high: null, n: 0, nEff: 0, baselineN: 0, pValue: null, threshold: null, smallest: null, resolution: null }
  return { reading: { detector: detector.name, subject, segment, unit: detector.unit, notes: [], ...nothing, verdict: 'unsure', reason }, phi: 1 }
}

const notHeld = 'the reference does not hold it'

function decided(compared: Compared, detector: DecidingDetector, judging: Judging): Decided {
  const { subject, segment } = compared
  const series = judging.seriesOf(seriesKey({ detector: detector.name, subject, segment }))
  const { deciding } = detector
  const held = framed(compared, detector, judging.paired ? { stated: series } : { learned: series })
  if (!held) return unread(compared, detector, notHeld)
  const [frame, reference] = held
  const decision = deciding.decide(frame, reference, deciding.tally(frame, compared.current), 1)
  const { noise, note } = noiseFor(series ? judging.learnedOf(series) : null, decision, judging)
  const base = decision.rate ? decision.rate.baselineHits / decision.rate.baselineRows : 0
  const bounds = { matters: decision.rate ? 0 : deciding.matters(0), limit: deciding.limit(base) }
  const judged = judge(decision, levelsOf(noise, judging.alpha), bounds)
  const phi = dispersionAt(noise, decision.n)
  const notes = [note, isBelow(decision) ? readingNotes.below : ''].filter(text => text !== '')
  const sizes = { n: decision.n, nEff: decision.n, baselineN: decision.baselineN, resolution: deciding.exact ? 0 : resolutionOf(compared, detector) }
  return { reading: { detector: detector.name, subject, segment, ...judged, ...sizes, notes, unit: detector.unit }, phi }
}

/** Frame and reference: as the baseline learned them, else from the reference's own summary, under what people stated; null where there is neither. */
function framed(
  { reference }: Compared,
  { deciding, settings }: DecidingDetector,
  { learned, stated }: { readonly learned?: WatchedSeries | undefined; readonly stated?: WatchedSeries | undefined },
): readonly [unknown, Tally] | null {
  if (learned) return [learned.series.frame, learned.reference]
  if (!reference) return null
  const frame = deciding.frame(reference, { ...defaults(settings), ...(stated?.series.settings as object | undefined) })
  return [frame, deciding.tally(frame, reference)]
}

/** Error of cells, where the detector says it. */
const resolutionOf = ({ reference, current }: Compared, detector: Detector): number | null =>
  reference ? detector.read(reference, current, defaults(detector.settings)).resolution : null

function shownReading(compared: Compared, detector: Detector, beside: Decided | undefined, alpha: number): Decided {
  const { subject, segment, reference, current } = compared
  if (!reference) return unread(compared, detector, notHeld)
  const measure = detector.read(reference, current, defaults(detector.settings))
  const judged = judgeShown(detector, measure, { decided: beside?.reading, alpha, dispersion: beside?.phi ?? 1 })
  return {
    reading: { detector: detector.name, subject, segment, ...measure, notes: [...measure.notes], smallest: null, ...judged, unit: detector.unit },
    phi: 1,
  }
}
