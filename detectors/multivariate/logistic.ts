import { solve } from '../math/matrix.ts'

/** A model is found in fewer than ten steps; this many end a run that rounding keeps alive. */
const stepsMax = 50
const settled = 1e-10

/** Rows of numbers, one class a row. */
export interface Classed {
  readonly rows: readonly Float64Array[]
  /** 1 or 0. */
  readonly classes: Uint8Array
  /** Which rows are learned from. */
  readonly learned: readonly number[]
}

/** Margin of a row: weights first, then the intercept. */
export function marginOf(row: Float64Array, model: Float64Array): number {
  let margin = model[row.length] as number
  for (let k = 0; k < row.length; k++) margin += (row[k] as number) * (model[k] as number)
  return margin
}

/**
 * Weights and intercept that minimise Σ log loss + λ|w|²/2, the intercept free: Newton's steps, halved where they overshoot.
 *
 * @param from  where to start; the minimum does not depend on it
 */
export function fitLogistic(data: Classed, l2: number, from: Float64Array): Float64Array {
  let model = from
  let loss = lossOf(data, l2, model)
  for (let step = 0; step < stepsMax; step++) {
    const move = newtonMove(data, l2, model)
    if (move === null || !move.every(Number.isFinite)) return model
    const next = descend({ data, l2, model, loss }, move)
    if (next === null) return model
    const far = move.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    model = next.model
    loss = next.loss
    if (far < settled) return model
  }
  return model
}

interface Place {
  readonly data: Classed
  readonly l2: number
  readonly model: Float64Array
  readonly loss: number
}

/** The longest of some steps along a move that does not lose; null when none is left. */
function descend({ data, l2, model, loss }: Place, move: Float64Array): { readonly model: Float64Array; readonly loss: number } | null {
  for (let part = 1; part > 1e-6; part /= 2) {
    const tried = model.map((x, at) => x - part * (move[at] as number))
    const found = lossOf(data, l2, tried)
    if (found <= loss * (1 + 1e-14)) return { model: tried, loss: found }
  }
  return null
}

function lossOf({ rows, classes, learned }: Classed, l2: number, model: Float64Array): number {
  let loss = 0
  for (const at of learned) {
    const margin = marginOf(rows[at] as Float64Array, model)
    loss += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, classes[at] === 1 ? -margin : margin)
  }
  for (let k = 0; k < model.length - 1; k++) loss += (l2 * (model[k] as number) ** 2) / 2
  return loss
}

/** H⁻¹g. */
function newtonMove({ rows, classes, learned }: Classed, l2: number, model: Float64Array): Float64Array | null {
  const size = model.length
  const [slope, curve] = [new Float64Array(size), new Float64Array(size * size)]
  for (const at of learned) addRow({ slope, curve }, rows[at] as Float64Array, pulls(marginOf(rows[at] as Float64Array, model), classes[at] as number))
  for (let i = 0; i < size - 1; i++) {
    slope[i] = (slope[i] as number) + l2 * (model[i] as number)
    curve[i * size + i] = (curve[i * size + i] as number) + l2
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) curve[i * size + j] = curve[j * size + i] as number
  return solve(curve, slope)
}

/** First and second derivative of a row's loss by its margin. */
function pulls(margin: number, of: number): readonly [first: number, second: number] {
  const share = 1 / (1 + Math.exp(-margin))
  return [share - of, Math.max(1e-12, share * (1 - share))]
}

/** Upper triangle only; the columns of categories are mostly 0. */
function addRow(sums: { readonly slope: Float64Array; readonly curve: Float64Array }, row: Float64Array, [first, second]: readonly [number, number]): void {
  const { slope, curve } = sums
  const size = slope.length
  const last = size - 1
  for (let i = 0; i < last; i++) {
    const x = row[i] as number
    if (x === 0) continue
    slope[i] = (slope[i] as number) + first * x
    const pull = second * x
    const from = i * size
    for (let j = i; j < last; j++) curve[from + j] = (curve[from + j] as number) + pull * (row[j] as number)
    curve[from + last] = (curve[from + last] as number) + pull
  }
  slope[last] = (slope[last] as number) + first
  curve[size * size - 1] = (curve[size * size - 1] as number) + second
}
