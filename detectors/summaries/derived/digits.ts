import { defineDerivation } from '../define-derivation.ts'
import { scriptCountSql } from '../script-counts.ts'

/** Share of a text's characters that are digits, of any script, 0 to 1. NaN for a text of none. */
export default defineDerivation({
  name: 'digits',
  of: 'text',
  type: 'numeric',
  content: 'numeric',
  reason: 'share of digits among the characters of a text',
  sql: value => `${scriptCountSql(value, 'digit')} / lengthUTF8(${value})`,
})
