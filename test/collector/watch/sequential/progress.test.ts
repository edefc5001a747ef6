import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plansOf, type SequentialPlan } from '../../../../collector/watch/sequential/plan.ts'
import { advance, forget, rewind, type SequentialProgress, type StepsOf, startProgress } from '../../../../collector/watch/sequential/progress.ts'
import { valuesOf } from '../../../../collector/watch/sequential/values.ts'
import { SequentialWish } from '../../../../collector/watch/sequential/wish.ts'
import { WatchSettings } from '../../../../collector/watch/settings.ts'
import { defaults } from '../../../../contract/index.ts'
import { sequentialDetectors } from '../../../../detectors/sequential.ts'
import { dayMs, hourMs, monday } from '../flights.ts'

/** Small numbers, so that every detector has something to say of a few days of hours. */
const quick: Readonly<Record<string, object>> = {
  'stream/page-hinkley': { learnRows: 10, lambda: 5, minRows: 5 },
  'stream/cusum': { learnRows: 10, runLength: 100 },
  'stream/adwin': { learnRows: 10, delta: 0.5, clock: 1 },
  'stream/gma': { learnRows: 10, minRows: 5 },
  'stream/kswin': { windowRows: 20, recentRows: 8, alpha: 0.2 },
  'stream/rddm': { minRows: 20, keptRows: 100, conceptRowsMax: 300, warningRowsMax: 50 },
  'stream/hddm-a': { drift: 0.2 },
  'confseq/mean': { against: 0.5, minRows: 10 },
  'eprocess/mean': { learnRows: 20, alpha: 0.2 },
  'eprocess/proportion': { learnRows: 50, alpha: 0.2 },
  'edetector/sr': { learnRows: 20, runLength: 10 },
  'edetector/cusum': { learnRows: 20, runLength: 10 },
}

function planOf(detector: string, settings: object): SequentialPlan {
  const wish = { ...defaults(SequentialWish), model: 'flights', detector, reads: 'share', column: 'origin', value: 'ATL', settings } as SequentialWish
  const [plan] = plansOf({ ...defaults(WatchSettings), sequential: [wish] }, 'flights')
  return plan as SequentialPlan
}

/** Each hour has 12 rows; null is an hour without any. */
type Hours = readonly (number | null)[]

const stepsOver =
  (plan: SequentialPlan, hours: Hours): StepsOf =>
  ({ fromMs, toMs }) =>
    hours.flatMap((hits, at) => {
      const startMs = monday + at * hourMs
      return hits === null || startMs < fromMs || startMs >= toMs ? [] : [{ startMs, values: valuesOf(plan, startMs, Float64Array.of(12, 12, hits, 12)) }]
    })

/** The detector itself over all values at once: no marks, no pieces, no going back. */
function atOnce(plan: SequentialPlan, hours: Hours) {
  const steps = [...stepsOver(plan, hours)({ fromMs: monday, toMs: monday + hours.length * hourMs })]
  const owners = steps.flatMap(({ startMs, values }) => Array.from(values, () => startMs))
  const { state, alarms } = plan.detector.fold(plan.detector.start(plan.settings), Float64Array.from(steps.flatMap(({ values }) => [...values])), plan.settings)
  const changed = alarms.flatMap(({ kind, index }) => (kind === 'drift' ? [owners[index]] : []))
  return { state, changed: [...new Set(changed)] }
}

const hits = fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8, nil: null })
/** A quiet part, and one that goes up, so that there is something to find. */
const rising = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 40, maxLength: 110 }),
    fc.array(hits, { maxLength: 20 }),
    fc.array(fc.integer({ min: 7, max: 12 }), { maxLength: 60 }),
  )
  .map(([quiet, mixed, up]): (number | null)[] => [...quiet, ...mixed, ...up])

const kept = (progress: SequentialProgress): SequentialProgress => JSON.parse(JSON.stringify(progress)) as SequentialProgress

describe('a sequence', () => {
  const names = [...sequentialDetectors.keys()]

  it.each(names)('of %s ends where all values at once end, however it is cut, stopped, and changed by late news', name => {
    const plan = planOf(name, quick[name] ?? {})
    const scene = fc.record({
      hours: rising,
      cuts: fc.array(fc.nat({ max: 180 }), { maxLength: 8 }),
      late: fc.array(fc.record({ after: fc.nat({ max: 180 }), hour: fc.nat({ max: 180 }), early: hits }), { maxLength: 6 }),
    })
    fc.assert(
      fc.property(scene, ({ hours, cuts, late }) => {
        // An hour is what it was early until its late news comes.
        const seen = [...hours]
        for (const { after, hour, early } of late) if (hour < Math.min(after, hours.length)) seen[hour] = early
        let progress = startProgress(plan, monday)
        const stops = [...new Set([...cuts, ...late.map(({ after }) => after), hours.length])].map(at => Math.min(at, hours.length)).sort((a, b) => a - b)
        for (const stop of stops) {
          const news = late.filter(({ after, hour }) => Math.min(after, hours.length) === stop && hour < stop).map(({ hour }) => hour)
          progress = kept(advance(plan, progress, stepsOver(plan, seen), monday + stop * hourMs))
          for (const hour of news) seen[hour] = hours[hour] as number | null
          const back = rewind(progress, monday + Math.min(stop, ...news) * hourMs)
          progress = advance(plan, back as SequentialProgress, stepsOver(plan, seen), monday + stop * hourMs)
        }
        const { state, changed } = atOnce(plan, seen)
        expect(progress.changes.map(({ atMs }) => atMs)).toEqual(changed)
        expect(progress.head).toEqual({ atMs: monday + hours.length * hourMs, state: kept({ head: { state } } as SequentialProgress).head.state })
      }),
      { numRuns: 40 },
    )
  })

  it.each(names.filter(name => name !== 'confseq/mean'))('of %s finds something here: the property above is about more than silence', name => {
    const plan = planOf(name, quick[name] ?? {})
    const hours = [...Array.from({ length: 100 }, (_, at) => [1, 3, 2, 4][at % 4] as number), ...Array.from({ length: 60 }, () => 11)]
    expect(atOnce(plan, hours).changed.length).toBeGreaterThan(0)
  })

  it('keeps a state a day, forgets those that no late news comes before, and then says so', () => {
    const plan = planOf('stream/page-hinkley', {})
    const hours = Array.from({ length: 5 * 24 + 3 }, (_, at) => at % 5)
    const progress = advance(plan, startProgress(plan, monday + hourMs), stepsOver(plan, hours), monday + hours.length * hourMs)
    // From 01:00 on Monday: that state, and the midnights of Tuesday to Saturday.
    expect(progress.marks.map(({ atMs }) => (atMs - monday) / hourMs)).toEqual([1, 24, 48, 72, 96, 120])
    const later = forget(progress, monday + 2 * dayMs)
    expect(later.marks.map(({ atMs }) => (atMs - monday) / hourMs)).toEqual([48, 72, 96, 120])
    expect(rewind(later, monday + 2 * dayMs - hourMs)).toBeNull()
    expect(rewind(later, monday + 3 * dayMs - hourMs)?.head.atMs).toBe(monday + 2 * dayMs)
    expect(rewind(later, monday + hours.length * hourMs)).toBe(later)
  })

  it('knows since when it has learned: the end of the hour that brought the last value it needed', () => {
    const plan = planOf('stream/page-hinkley', { learnRows: 30 })
    const hours = Array.from({ length: 60 }, (_, at) => at % 5)
    for (const cut of [29, 30, 31, 45]) {
      const first = advance(plan, startProgress(plan, monday), stepsOver(plan, hours), monday + cut * hourMs)
      expect(first.learnedMs).toBe(cut < 30 ? null : monday + 30 * hourMs)
      expect(advance(plan, first, stepsOver(plan, hours), monday + 60 * hourMs).learnedMs).toBe(monday + 30 * hourMs)
    }
  })
})
