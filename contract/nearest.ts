/** The known word with the smallest distance, at most a third of its length away; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map(name => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, best.name.length / 3) ? best.name : undefined
}

/** Letters to put in, take out, exchange, or swap with their neighbour (optimal string alignment): the slips of typing. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) row.push(cell(rows, { a, b }, i, j))
  }
  return rows[a.length]?.[b.length] ?? 0
}

function cell(rows: readonly (readonly number[])[], { a, b }: { readonly a: string; readonly b: string }, i: number, j: number): number {
  const at = (up: number, left: number): number => rows[i - up]?.[j - left] ?? 0
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swapped ? at(2, 2) + 1 : Infinity)
}
