import { dayMs, hourMs, minuteMs } from '../../contract/index.ts'
import type { Timeline } from './timeline.ts'

export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

export const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString())

export function duration(ms: number): string {
  if (ms >= 2 * dayMs) return `${Number((ms / dayMs).toFixed(1))} days`
  return ms >= 2 * hourMs ? `${Number((ms / hourMs).toFixed(1))} hours` : `${Math.round(ms / minuteMs)} minutes`
}

/** What a window is wide, in words. */
export function widthText({ width, rowsCount }: Pick<Timeline, 'width' | 'rowsCount'>): string {
  if (rowsCount) return plural(width, 'row')
  const [ms, unit] = (
    [
      [dayMs, 'day'],
      [hourMs, 'hour'],
      [minuteMs, 'minute'],
    ] as const
  ).find(([ms]) => width % ms === 0) ?? [minuteMs, 'minute']
  return plural(width / ms, unit)
}

/** How often somebody would have been paged, by the month, and in words where that is seldom. */
export function oftenText(count: number, perMonth: number | null): string {
  if (count === 0) return 'We would never have paged you'
  if (perMonth === null) return `We would have paged you ${plural(count, 'time')}`
  const seldom = perMonth < 0.7 ? `, once in ${short(1 / perMonth)} months` : ''
  return `We would have paged you ${Number(perMonth.toPrecision(2))} times a month${seldom}`
}
