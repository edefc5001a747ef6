import { createHash } from 'node:crypto'
import { hourMs, minuteMs } from '../../contract/index.ts'

const secondMs = 1_000

/** Pause before each attempt. Standard Webhooks' schedule with its gap of 5 minutes filled: a page must not wait so long. */
const pausesMs = [
  0,
  5 * secondMs,
  15 * secondMs,
  45 * secondMs,
  2 * minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const
const jitterShare = 0.2
/** No target is believed that asks for a longer pause. */
export const retryAfterMaxMs = 24 * hourMs

export const attemptsMax = pausesMs.length

/**
 * Milliseconds to wait before attempt number `attempts` + 1, ±20 %: the jitter comes from the key, so that a restart waits
 * equally long and targets that failed together are not asked together again. A target that named a time is not asked sooner.
 *
 * @param attempts  made so far, below `attemptsMax`
 * @param retryAfterMs  what the target asked for; at most a day is believed
 */
export function pauseMs(attempts: number, key: string, retryAfterMs: number | null): number {
  const digest = createHash('sha256').update(`${key}:${attempts}`).digest()
  const jitter = 1 + jitterShare * ((2 * digest.readUInt32LE(0)) / 0xffffffff - 1)
  return Math.max(Math.round((pausesMs[attempts] ?? 24 * hourMs) * jitter), Math.min(retryAfterMs ?? 0, retryAfterMaxMs))
}
