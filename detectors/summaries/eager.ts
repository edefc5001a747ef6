/**
 * Either of two expressions, both worked out: an `if` of the engine is lazy, and then what several of them share is worked out again for each. Counting
 * characters becomes 4 times slower by it.
 *
 * @param condition  1 or 0
 */
export const eitherSql = (condition: string, then: string, otherwise: string): string => `[${otherwise}, ${then}][1 + (${condition})]`
