/**
 * The value that would stand at `index` (from 0) if the list were sorted; the list is put into another order.
 * Source: Hoare (1961), Algorithm 65: Find, Communications of the ACM 4.
 *
 * @param values  no NaN among them, at least `index` + 1 of them
 */
export function nthSmallest(values: Float64Array, index: number): number {
  let [from, to] = [0, values.length - 1]
  while (from < to) {
    const pivot = values[(from + to) >> 1] as number
    let [low, high] = [from, to]
    while (low <= high) {
      while ((values[low] as number) < pivot) low++
      while ((values[high] as number) > pivot) high--
      if (low <= high) swap(values, low++, high--)
    }
    if (index <= high) to = high
    else if (index >= low) from = low
    else break
  }
  return values[index] as number
}

function swap(values: Float64Array, a: number, b: number): void {
  const held = values[a] as number
  values[a] = values[b] as number
  values[b] = held
}
