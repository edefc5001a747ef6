/**
 * Of an array in SQL, one entry for each run of equal values, where the run ends: its position, or what stands there in `of`.
 *
 * `arrayResize` makes up for the pair that a list of n values does not have; on an empty array all lengths stay 0.
 */
export const runEnds = (array: string, of = `arrayEnumerate(${array})`): string =>
  `arrayFilter((x, end) -> end, ${of}, arrayResize(arrayMap((x, y) -> x != y, arrayPopFront(${array}), arrayPopBack(${array})), length(${array}), toUInt8(1)))`

/** Lengths of the runs of equal neighbours. */
export const runLengths = (array: string): string => `arrayPopFront(arrayDifference(arrayPushFront(${runEnds(array)}, 0)))::Array(UInt64)`

/** Sums over the runs, from the running sums beside the array. */
export const runSums = (array: string, running: string): string => `arrayPopFront(arrayDifference(arrayPushFront(${runEnds(array, running)}, 0.)))`
