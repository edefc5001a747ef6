import { defineDerivation } from '../define-derivation.ts'
import { eitherSql } from '../eager.ts'
import { scriptClass } from '../scripts.ts'

const blank = `^[${scriptClass('space').replaceAll('\\', '\\\\')}]*$`

/** Has a text no character but white space, or none at all? `yes` or `no`. A text that is missing has none of both. */
export default defineDerivation({
  name: 'empty',
  of: 'text',
  type: 'category',
  content: 'boolean',
  reason: 'whether a text is empty or blank',
  sql: value => eitherSql(`match(${value}, '${blank}')`, `'yes'`, `'no'`),
})
