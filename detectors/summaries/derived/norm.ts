import { defineDerivation } from '../define-derivation.ts'
import { eitherSql } from '../eager.ts'
import { isListSql, normSql } from '../json-vectors.ts'

/** Length of a vector, √Σx². NaN where one of its numbers is none, and for what is no vector. */
export default defineDerivation({
  name: 'norm',
  of: 'embedding',
  type: 'numeric',
  content: 'numeric',
  reason: 'length of a vector',
  sql: value => eitherSql(isListSql(value), normSql(value), 'nan'),
})
