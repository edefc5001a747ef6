/** How a verdict is said to a person. */
export const words = { alarm: 'changed', unsure: 'cannot tell', calm: 'no change' } as const

/** Three digits tell enough; what is not known is a dash. */
export const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString())
