import { defineDerivation } from '../define-derivation.ts'
import { scriptCountSql } from '../script-counts.ts'
import { scriptNames } from '../scripts.ts'

/**
 * Script that most characters of a text belong to, as `quality/text` has it: Latin, Cyrillic, CJK and others, digit, punctuation, space, emoji; the
 * first listed of equals, `empty` without a character. Without branches, which would count characters again for each place that asks.
 */
export default defineDerivation({
  name: 'script',
  of: 'text',
  type: 'category',
  content: 'categorical',
  reason: 'script of most characters of a text',
  sql(value) {
    const known = `[${scriptNames.map(name => scriptCountSql(value, name)).join(', ')}]`
    const counted = `arrayPushBack(${known}, lengthUTF8(${value}) - arraySum(${known}))`
    const names = ['empty', ...scriptNames, 'other'].map(name => `'${name}'`).join(', ')
    // Where nothing was counted the index is that of no script.
    return `[${names}][1 + indexOf(${counted}, arrayMax(${counted})) * (lengthUTF8(${value}) > 0)]`
  },
})
