import type { Noise } from '../../../detectors/calibration/noise.ts'
import { type Level, quantileT, tailOf } from '../../../detectors/calibration/quantile.ts'
import { findRoot } from '../../../detectors/math/root.ts'
import { dayOf } from './calendar.ts'
import type { Points } from './history.ts'

/** What happened on fewer days is an incident, not the nature of the series. */
const daysMin = 3
/** The window is astonishing when so few of its like are to be expected in the whole history … */
const astonishing = 0.25
/** … and afterwards as many: the third of them. */
const expected = 2.5

/**
 * A mean dispersion hides a few windows that stray far (the schedule of Sunday mornings among those of working days). Where
 * on three days or more the quiet history holds a window that its own noise says should not be there, one direction is
 * widened until the third of those days is as likely as the third most extreme of so many windows is.
 *
 * @param matters  what is tolerated anyway is taken off first, as it is from a judged window
 */
export function withStray(noise: Noise, points: Points, matters: number): Noise {
  const count = points.T.length
  const rare = tailOf(noise, astonishing / count)
  const worst = worstByDay(points, matters)
    .map(window => ({ ...window, astonishment: window.T / quantileT(rare, window.n, window.nu) }))
    .sort((a, b) => b.astonishment - a.astonishment)[daysMin - 1]
  if (!worst || worst.astonishment <= 1 || expected / count >= 1) return noise
  const usual = tailOf(noise, Math.min(0.5, expected / count))
  const short = (stray: number): number => quantileT({ ...usual, noise: { ...noise, stray } } satisfies Level, worst.n, worst.nu) - worst.T
  return short(0) >= 0 ? noise : { ...noise, stray: findRoot(short, 0, worst.T * 10) }
}

interface Worst {
  readonly T: number
  readonly n: number
  readonly nu: number
}

/** Of each day the window that is furthest beyond what matters, in standard deviations of chi-square. */
function worstByDay(points: Points, matters: number): Worst[] {
  const days = new Map<number, Worst & { readonly z: number }>()
  for (const [index, endMs] of points.endMs.entries()) {
    const [n, nu, v] = [points.n[index] as number, points.nu[index] as number, points.v[index] as number]
    const T = Math.max(0, Math.sqrt((points.T[index] as number) * v) - matters) ** 2 / v
    const z = (T - nu) / Math.sqrt(2 * nu)
    const day = dayOf(endMs - 1)
    if (z > (days.get(day)?.z ?? Number.NEGATIVE_INFINITY)) days.set(day, { T, n, nu, z })
  }
  return [...days.values()]
}
