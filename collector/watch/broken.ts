/** Series whose detector threw, by their key: they are left out until a new baseline, or a new start where they were learned, and the others go on. */
export type Broken = Map<string, { readonly error: unknown; told: boolean }>

/** What `work` gives; null when it throws, which breaks the series, and when the series is broken already. */
export function unlessBroken<Result>(broken: Broken, key: string, work: () => Result): Result | null {
  if (broken.has(key)) return null
  try {
    return work()
  } catch (error) {
    broken.set(key, { error, told: false })
    return null
  }
}

const lettersMax = 200

/** What a detector said when it threw. */
export const complaintOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, lettersMax)

/** Those that nobody was told of; from now on they are. */
export function newlyBroken(broken: Broken): { readonly series: string; readonly err: unknown }[] {
  const news = [...broken].filter(([, entry]) => !entry.told)
  for (const [, entry] of news) entry.told = true
  return news.map(([series, { error }]) => ({ series, err: error }))
}
