import type { Tally } from '../../../contract/index.ts'
import type { Span } from '../schedule.ts'
import type { Timeline } from '../series.ts'

/** A timeline as running sums, so that the tally of any span costs two look-ups. */
export interface Strip {
  readonly stepMs: number
  readonly startMs: number
  /** Entries of one tally. */
  readonly width: number
  readonly steps: number
  /** `width` sums of all slices before each step, (steps + 1) · width long. */
  readonly sums: Float64Array
}

/**
 * Bounded by the span of the timeline, not by its slices: (last − first) / step · width numbers.
 *
 * @param width  entries of a tally; all slices have it
 */
export function stripOf({ stepMs, slices }: Timeline, width: number): Strip {
  let startMs = Number.POSITIVE_INFINITY
  let endMs = Number.NEGATIVE_INFINITY
  for (const atMs of slices.keys()) {
    startMs = Math.min(startMs, atMs)
    endMs = Math.max(endMs, atMs + stepMs)
  }
  if (slices.size === 0) return { stepMs, startMs: 0, width, steps: 0, sums: new Float64Array(width) }
  const steps = Math.round((endMs - startMs) / stepMs)
  const sums = new Float64Array((steps + 1) * width)
  for (const [atMs, tally] of slices) sums.set(tally, (Math.round((atMs - startMs) / stepMs) + 1) * width)
  for (let index = width; index < sums.length; index++) sums[index] = (sums[index] as number) + (sums[index - width] as number)
  return { stepMs, startMs, width, steps, sums }
}

/**
 * Adds the tally of a span to `into`; a span beyond the strip holds nothing. The ends are rounded outward to steps.
 *
 * @returns whether the span holds anything
 */
export function addSpan(strip: Strip, { fromMs, toMs }: Span, into: Tally): boolean {
  const { width, sums } = strip
  const from = offsetOf(strip, Math.floor((fromMs - strip.startMs) / strip.stepMs))
  const to = offsetOf(strip, Math.ceil((toMs - strip.startMs) / strip.stepMs))
  let holds = false
  for (let entry = 0; entry < width; entry++) {
    const added = (sums[to + entry] as number) - (sums[from + entry] as number)
    into[entry] = (into[entry] as number) + added
    holds ||= added !== 0
  }
  return holds
}

const offsetOf = (strip: Strip, step: number): number => Math.min(strip.steps, Math.max(0, step)) * strip.width

/** @param into  overwritten when given: a fresh array each time is what a replay of a month would spend most on */
export function tallyOf(strip: Strip, span: Span, into: Tally = new Float64Array(strip.width)): Tally {
  into.fill(0)
  addSpan(strip, span, into)
  return into
}

export function subtract(from: Tally, part: Tally): Tally {
  const rest = from.slice()
  for (let entry = 0; entry < rest.length; entry++) rest[entry] = (rest[entry] as number) - (part[entry] as number)
  return rest
}
