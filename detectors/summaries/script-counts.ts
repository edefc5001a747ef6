import { type Script, scriptClass } from './scripts.ts'

const without = (text: string, script: Script): string => `replaceRegexpAll(${text}, '[${scriptClass(script).replaceAll('\\', '\\\\')}]+', '')`

/**
 * How many characters of a text belong to a script, in the engine. They are taken out in runs, which is faster than counting them; Latin first, because
 * most are, so that every other script looks at what is left.
 */
export const scriptCountSql = (text: string, script: Script): string =>
  script === 'Latin'
    ? `(lengthUTF8(${text}) - lengthUTF8(${without(text, 'Latin')}))`
    : `(lengthUTF8(${without(text, 'Latin')}) - lengthUTF8(${without(without(text, 'Latin'), script)}))`
