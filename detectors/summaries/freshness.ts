import type { FreshnessSummary } from '../../contract/index.ts'
import { mergeCells, tallyCells } from './cells.ts'

/** Clocks differ; an event from further ahead than this many seconds is from the future. */
export const aheadSecondsMax = 60

/**
 * The twin of the engine's statement.
 *
 * @param times  event times in nanoseconds since 1970, in any order
 * @param now    seconds since 1970; null where nobody says when now is
 */
export function freshnessFromTimes(times: readonly bigint[], now: number | null): FreshnessSummary {
  const latest = now === null ? null : BigInt(now) * 1_000_000_000n
  const fresh = times.filter(time => latest === null || time < latest).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [first, last] = [fresh[0], fresh.at(-1)]
  return {
    kind: 'freshness',
    n: fresh.length,
    gapSeconds: latest === null || last === undefined ? null : secondsOf(latest - last),
    spanSeconds: first === undefined || last === undefined ? 0 : secondsOf(last - first),
    future: latest === null ? 0 : times.filter(time => time > latest + BigInt(aheadSecondsMax) * 1_000_000_000n).length,
    pauses: tallyCells(fresh.slice(1).map((time, at) => [secondsOf(time - (fresh[at] ?? time)), 1])),
  }
}

const secondsOf = (nanoseconds: bigint): number => Number(nanoseconds) / 1e9

/** Both windows together, without the pause between them. */
export function mergeFreshness(a: FreshnessSummary, b: FreshnessSummary): FreshnessSummary {
  const gaps = [a.gapSeconds, b.gapSeconds].filter(gap => gap !== null)
  return {
    kind: 'freshness',
    n: a.n + b.n,
    gapSeconds: gaps.length > 0 ? Math.min(...gaps) : null,
    spanSeconds: a.spanSeconds + b.spanSeconds,
    future: a.future + b.future,
    pauses: mergeCells(a.pauses, b.pauses),
  }
}
