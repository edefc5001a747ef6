import type { Raise, SequentialAlarm } from '../../contract/index.ts'

/** Bounds that a move of one direction is held against. */
export interface Bounds {
  readonly drift: number
  readonly warning: number
}

/**
 * Raises what a move has reached.
 *
 * @param reaches  whether a bound itself counts as reached
 * @returns whether it alarmed
 */
export function raiseMove(move: Pick<SequentialAlarm, 'index' | 'statistic' | 'direction'>, bounds: Bounds, reaches: boolean, raise: Raise): boolean {
  const beyond = (bound: number): boolean => move.statistic > bound || (reaches && move.statistic === bound)
  const drifted = beyond(bounds.drift)
  if (drifted) raise({ ...move, kind: 'drift', threshold: bounds.drift })
  else if (beyond(bounds.warning)) raise({ ...move, kind: 'warning', threshold: bounds.warning })
  return drifted
}
