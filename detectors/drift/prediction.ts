import { defineDetector } from '../../contract/index.ts'
import chi2 from './chi2.ts'

/**
 * Change of what the model says: `drift/chi2` of its score or class, under the name by which people ask for it.
 *
 *   prediction = Cramér's V without its bias, of the cells of the score or the classes against the side they come from
 *
 * Every other drift detector reads scores and classes as well. Unit: 1, between 0 and 1. Shown, does not decide.
 * Source: Bergsma (2013), A bias-correction for Cramér's V and Tschuprow's T, Journal of the Korean Statistical Society 42.
 */
export default defineDetector({
  ...chi2,
  name: 'drift/prediction',
  summary: 'Change of the score or the class that the model answers',
  roles: ['score', 'class'],
})
