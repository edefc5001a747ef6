import { numbersLiteral } from '../complete-rows.ts'
import { defineDerivation } from '../define-derivation.ts'
import { eitherSql } from '../eager.ts'
import { dimensionSql, normSql, numbersSql } from '../json-vectors.ts'

/**
 * Cosine of the angle between a vector and the centroid of the baseline, -1 to 1: how far it points from where vectors pointed.
 *
 *   cosine = x·μ ÷ (‖x‖ ‖μ‖),   μ the mean of the baseline's vectors of the commonest dimension
 *
 * NaN for a vector of another dimension, a zero vector, and one with something that is no number.
 */
export default defineDerivation({
  name: 'cosine',
  of: 'embedding',
  type: 'numeric',
  content: 'numeric',
  reason: 'cosine to the centroid of the baseline',
  sql(value, centroid) {
    const along = `arrayDotProduct(arrayResize(${numbersSql(value)}, ${centroid.length}, nan), ${numbersLiteral(centroid)})`
    return eitherSql(`${dimensionSql(value)} = ${centroid.length}`, `${along} / (${normSql(value)} * ${Math.hypot(...centroid)})`, 'nan')
  },
  learn: from => `SELECT mean numbers FROM (
      SELECT avgForEach(v) mean, count() c, length(v) d FROM (SELECT ${numbersSql('value')} v FROM ${from}) WHERE length(v) > 0 AND isFinite(arraySum(v)) GROUP BY d ORDER BY c DESC, d LIMIT 1
    ) WHERE arraySum(x -> x * x, mean) > 0`,
})
