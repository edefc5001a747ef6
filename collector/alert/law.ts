import { hourMs, minuteMs } from '../../contract/index.ts'

/** The constants of the alert rules (calibration law, section on alerts) and the bounds on what is remembered. */
export const law = {
  /** Windows up to this long must alarm in two of three. */
  repeatedMs: 5 * minuteMs,
  mergeMs: 2 * hourMs,
  quietMs: hourMs,
  quietDayMs: 6 * hourMs,
  dayMs: 24 * hourMs,
  /** An alert may resolve when every reading is below this share of its threshold. */
  lowShare: 0.7,
  /** Windows of more than this share of each other's length are of one length. */
  alikeShare: 0.88,
  /** A member that has not reported for so long no longer holds its alert open. */
  silentMs: 24 * hourMs,
  /** Updates of one alert are folded into one per span of event time. */
  updateMs: 15 * minuteMs,
  /** How long, and how many, resolved alerts are remembered, so that late revisions of what they covered open nothing. */
  rememberMs: 7 * 24 * hourMs,
  resolvedMax: 20,
  membersMax: 100,
  recentMax: 1_000,
} as const
