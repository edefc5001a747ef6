import type { Cells } from '../../contract/index.ts'
import { kuiperUpperTail } from '../math/kuiper.ts'
import { stretchesOf } from './walk.ts'

/** How far two cumulative shares part in both directions, and how far rows inside the cells could make it. */
export function kuiperReach(baseline: Cells, window: Cells): { readonly distance: number; readonly distanceMax: number } {
  let [up, down, upMax, downMax] = [0, 0, 0, 0]
  let [before, beforeWindow] = [0, 0]
  for (const stretch of stretchesOf(baseline, window)) {
    for (let at = 0; at < stretch.length; at++) {
      const [F, G] = [stretch.F[at] as number, stretch.G[at] as number]
      up = Math.max(up, G - F)
      down = Math.max(down, F - G)
      upMax = Math.max(upMax, G - before)
      downMax = Math.max(downMax, F - beforeWindow)
      before = F
      beforeWindow = G
    }
  }
  return { distance: Math.min(1, up + down), distanceMax: Math.min(1, upMax + downMax) }
}

/** p by the limit law, with Stephens' correction for the sizes. */
export function kuiperP(distance: number, N: number, n: number): number {
  const root = Math.sqrt((N * n) / (N + n))
  return Math.max(1e-300, kuiperUpperTail((root + 0.155 + 0.24 / root) * distance))
}
