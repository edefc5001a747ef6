/** How a row says that a number is not there: the bits of its NaN. Compare bits; two NaN literals in one statement become one. */
export const absentBits = { missing: 0x7ff8000000000001n, wrong: 0x7ff8000000000002n } as const

/** The same for categories. No sender can write them, because NUL is refused. `other` is every segment value that is not listed. */
export const absentText = { missing: '\0n', wrong: '\0b', other: '\0r' } as const

/** A text of ours as an SQL literal. */
export const textLiteral = (text: string): string => `'${text.replaceAll('\0', '\\0')}'`
