import type { Deciding } from '../../contract/index.ts'
import { decideLoss, type Loss, lossTally } from './labelled.ts'

/** A mean loss that has moved, in standard deviations of a row's loss in the reference. */
export const lossDeciding = (loss: Loss): Deciding<'scores', null> => ({
  frame: () => null,
  tally: (_, window) => lossTally(loss)(window),
  decide: (_, reference, window) => decideLoss(loss)(reference, window),
  matters: () => 0.05,
  limit: () => 0.25,
  exact: true,
  group: 'performance',
})
