import { defineDerivation } from '../define-derivation.ts'
import { eitherSql } from '../eager.ts'
import { dimensionSql, normSql } from '../json-vectors.ts'

/** Are all numbers of a vector 0? `yes` or `no`. It is what an encoder that failed often leaves behind, and it has no direction. */
export default defineDerivation({
  name: 'zero',
  of: 'embedding',
  type: 'category',
  content: 'boolean',
  reason: 'whether all numbers of a vector are 0',
  sql: value => eitherSql(`(${dimensionSql(value)} > 0) * (${normSql(value)} = 0)`, `'yes'`, `'no'`),
})
