/** A baseline as the collector lists it. */
export interface Entry {
  readonly hash: string
  readonly model: string
  readonly version: string
  readonly rows: number
  readonly span: { readonly from: string; readonly to: string } | null
  readonly source: unknown
  readonly reason: string
  readonly learnedAt: string
  /** In use for its model version. */
  readonly active: boolean
}

export const countText = (count: number): string => count.toLocaleString('en-US')

/** A time without the seconds that are zero. */
export const timeText = (time: string): string => `${time.slice(0, 19).replace('T', ' ').replace(/:00$/, '')} UTC`

export const spanText = (span: Entry['span']): string => (span === null ? 'none' : `${timeText(span.from)} to ${timeText(span.to)}`)
