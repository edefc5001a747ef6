import process from 'node:process'
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Terminal } from '../command/command.ts'

/** Redraws its lines in place: the last frame is wiped before the next. Lines are cut to the width of the terminal, so that the count of lines holds. */
export function openScreen(terminal: Terminal) {
  let drawn = 0
  const wipe = (): void => {
    if (drawn > 0) terminal.out(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  return {
    draw(lines: readonly string[]): void {
      wipe()
      terminal.out(`${lines.map(line => clip(line, (process.stdout.columns || 100) - 1)).join('\n')}\n`)
      drawn = lines.length
    },
    /** Wipes the frame: what is printed next stands in its place. */
    wipe,
  }
}

export const widthOf = (text: string): number => stripVTControlCharacters(text).length

/** Fills up to a width as it is seen, colours not counted. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

function clip(line: string, width: number): string {
  if (widthOf(line) <= width) return line
  return `${stripVTControlCharacters(line).slice(0, width - 1)}…`
}

export const paint = {
  strong: (text: string) => styleText('bold', text),
  faint: (text: string) => styleText('dim', text),
  good: (text: string) => styleText('green', text),
  bad: (text: string) => styleText(['bold', 'red'], text),
  mark: (text: string) => styleText('cyan', text),
  warn: (text: string) => styleText('yellow', text),
}
