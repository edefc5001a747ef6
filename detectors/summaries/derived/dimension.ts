import { defineDerivation } from '../define-derivation.ts'
import { eitherSql } from '../eager.ts'
import { dimensionSql, isListSql } from '../json-vectors.ts'

/** How many numbers a vector has, as a text: `384`, or `no vector`. A category, because another dimension is another thing and not a little more. */
export default defineDerivation({
  name: 'dimension',
  of: 'embedding',
  type: 'category',
  content: 'categorical',
  reason: 'numbers of a vector',
  sql: value => eitherSql(isListSql(value), `toString(${dimensionSql(value)})`, `'no vector'`),
})
