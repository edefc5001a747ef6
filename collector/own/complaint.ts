const lettersMax = 300

/** What somebody else's code said when it threw. */
export const complaintOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, lettersMax)
