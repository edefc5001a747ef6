/** How the engine reads a vector that is written as JSON. What is no number in it is NULL, and its norm NaN. A text that is no list has no numbers. */
const numbers = (text: string): string => `JSONExtract(${text}, 'Array(Nullable(Float64))')`

/** NaN in the place of what is no number. */
export const numbersSql = (text: string): string => `arrayMap(x -> ifNull(x, nan), ${numbers(text)})`
export const isListSql = (text: string): string => `JSONType(${text}) = 'Array'`
export const dimensionSql = (text: string): string => `length(${numbers(text)})`
export const normSql = (text: string): string => `sqrt(arraySum(x -> ifNull(x * x, nan), ${numbers(text)}))`
