import { defineDerivation } from '../define-derivation.ts'

/** Code points of a text: `naïve` has 5, an emoji of one code point 1. */
export default defineDerivation({
  name: 'length',
  of: 'text',
  type: 'numeric',
  content: 'integer',
  reason: 'characters of a text',
  sql: value => `lengthUTF8(${value})`,
})
