/** Names of models and columns are foreign: what would steer the terminal is shown, not obeyed. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
