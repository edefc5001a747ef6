import type { Cells } from '../../contract/index.ts'
import { tallyCells } from './cells.ts'

/** What `sumMap` of one key a row answers: distinct keys and the weight of each. */
export type MapLine<Key> = readonly [keys: readonly Key[], weights: readonly number[]]

export const cellsOfMap = ([keys, weights]: MapLine<number>): Cells => tallyCells(keys.map((key, at) => [key, weights[at] ?? 0]))
