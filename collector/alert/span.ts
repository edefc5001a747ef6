import { type Signal, seriesKey } from '../../contract/index.ts'

/** Event times of a signal's window, milliseconds. */
export const endOf = (signal: Signal): number => Date.parse(signal.window.to)
export const startOf = (signal: Signal): number => Date.parse(signal.window.from)
export const lengthOf = (signal: Signal): number => endOf(signal) - startOf(signal)

/** Least likely first, then by name, so that the order of arrival within a window does not matter. */
export function byLikelihood(a: Signal, b: Signal): number {
  return (a.pValue ?? 1) - (b.pValue ?? 1) || (seriesKey(a) < seriesKey(b) ? -1 : Number(seriesKey(a) > seriesKey(b))) || lengthOf(a) - lengthOf(b)
}
