export interface Backoff {
  readonly retryMinMs: number
  readonly retryMaxMs: number
}

/**
 * Pause before retry number `attempt` (from 0): uniform between half and all of min·2^attempt, capped. The jitter keeps agents
 * that failed together from coming back together.
 *
 * @param random  in [0, 1)
 */
export function pauseMs(attempt: number, { retryMinMs, retryMaxMs }: Backoff, random: () => number = Math.random): number {
  const ceiling = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(attempt, 30))
  return ceiling * (0.5 + random() / 2)
}
