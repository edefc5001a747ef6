import type { Tally } from '../../contract/index.ts'
import type { Strip } from './judging/strip.ts'

/**
 * The tallies of one series by step, dense, with their running sums beside them. A step without rows is a tally of zeros.
 * Bounded: `trim` forgets what no window needs any more.
 */
export interface Track {
  readonly stepMs: number
  readonly width: number
  startMs: number
  steps: number
  /** `width` numbers a step. */
  tallies: Float64Array
  /** `width` sums of all steps before each step. */
  sums: Float64Array
  /** Steps before this one have right sums. */
  summed: number
}

const room = 16

export const emptyTrack = (stepMs: number, width: number): Track => ({
  stepMs,
  width,
  startMs: 0,
  steps: 0,
  tallies: new Float64Array(),
  sums: new Float64Array(width),
  summed: 0,
})

/** Puts the tally of the step that starts at `atMs` in the place of what was there; null empties it. */
export function put(track: Track, atMs: number, tally: Tally | null): void {
  const { width, stepMs } = track
  if (track.steps === 0) track.startMs = atMs
  const step = Math.round((atMs - track.startMs) / stepMs)
  if (tally === null && (step < 0 || step >= track.steps)) return
  if (step < 0) return prepend(track, -step, atMs, tally as Tally)
  if (step >= track.steps) extend(track, step + 1)
  const from = step * width
  if (tally) track.tallies.set(tally, from)
  else track.tallies.fill(0, from, from + width)
  track.summed = Math.min(track.summed, step)
}

function extend(track: Track, steps: number): void {
  if (steps * track.width > track.tallies.length) {
    const capacity = (steps + Math.max(room, steps)) * track.width
    track.tallies = grown(track.tallies, capacity)
    track.sums = grown(track.sums, capacity + track.width)
  }
  track.steps = steps
}

function grown(array: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length)
  larger.set(array)
  return larger
}

function prepend(track: Track, by: number, atMs: number, tally: Tally): void {
  const older = track.tallies.slice(0, track.steps * track.width)
  track.steps += by
  track.tallies = new Float64Array((track.steps + room) * track.width)
  track.tallies.set(older, by * track.width)
  track.tallies.set(tally, 0)
  track.sums = new Float64Array((track.steps + room + 1) * track.width)
  track.startMs = atMs
  track.summed = 0
}

/** Forgets everything. */
export function clear(track: Track): void {
  Object.assign(track, emptyTrack(track.stepMs, track.width))
}

/** Forgets the steps before `beforeMs`, once they are a quarter of all, so that the copy is paid seldom. */
export function trim(track: Track, beforeMs: number): void {
  const stale = Math.min(track.steps, Math.floor((beforeMs - track.startMs) / track.stepMs))
  if (stale <= room || stale * 4 < track.steps) return
  track.tallies = track.tallies.slice(stale * track.width)
  track.sums = new Float64Array(track.tallies.length + track.width)
  track.startMs += stale * track.stepMs
  track.steps -= stale
  track.summed = 0
}

/** The track as running sums; only what changed since the last call is summed again. */
export function stripOfTrack(track: Track): Strip {
  const { width, tallies, sums, steps } = track
  for (let index = track.summed * width; index < steps * width; index++) sums[index + width] = (sums[index] as number) + (tallies[index] as number)
  track.summed = steps
  return { stepMs: track.stepMs, startMs: track.startMs, width, steps, sums }
}

/** Sum over all steps. */
export function totalOf(track: Track): Tally {
  const { sums, width, steps } = stripOfTrack(track)
  return sums.slice(steps * width, (steps + 1) * width)
}
