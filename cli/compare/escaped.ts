/** Names and texts of a file are foreign: on a page they are text and nothing else. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"'\p{Cc}]/gu, character => (/\p{Cc}/u.test(character) ? '\uFFFD' : `&#${character.codePointAt(0) ?? 63};`))
