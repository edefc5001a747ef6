import { minuteMs, type Signal } from '../../contract/index.ts'

/** A moment of the story: "Tue 10 Nov 08:35". */
export function momentText(atMs: number): string {
  const date = new Date(atMs)
  const part = (options: Intl.DateTimeFormatOptions) => date.toLocaleString('en-GB', { timeZone: 'UTC', ...options })
  return `${part({ weekday: 'short' })} ${part({ day: '2-digit' })} ${part({ month: 'short' })} ${part({ hour: '2-digit', minute: '2-digit' })}`
}

/** A length of time in its two largest units: "1 d 4 h", "35 min". */
export function lengthText(ms: number): string {
  const minutes = Math.round(ms / minuteMs)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${rest} min` : `${rest} min`
}

export const countText = (count: number): string => count.toLocaleString('en-US')

/** Wall clock since the start: "1:07". */
export const clockText = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}`

const significant = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(3))))

/** A value with its unit: shares as percents. */
export const valueText = (value: number | null, unit: string): string => {
  if (unit === 'share' && value !== null) return `${significant(100 * value)} %`
  return `${significant(value)}${unit === '1' || unit === 'share' ? '' : ` ${unit}`}`
}

const windowText = ({ window }: Signal): string => {
  const minutes = (Date.parse(window.to) - Date.parse(window.from)) / minuteMs
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`
}

/** "quality/missing of destination 37 % (threshold 5 %) in 5 min". */
export function signalText(signal: Signal): string {
  const where = signal.segment === '' ? '' : ` where ${signal.segment}`
  const subject = signal.subject === '*' ? '' : ` of ${signal.subject}`
  // An AUC is a share of pairs, but nobody says it in percent.
  const unit = signal.detector === 'performance/auc' ? '1' : signal.unit
  return `${signal.detector}${subject}${where} ${valueText(signal.value, unit)} (threshold ${valueText(signal.threshold, unit)}) in ${windowText(signal)}`
}
